from tests.pwa.test_app_shell_in_browser import profile  # noqa: F401 - a fixture
