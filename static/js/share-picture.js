// Turns the picture in data-share-picture into a PNG as soon as it is loaded, so that the tap on
// data-share can hand it on at once: a browser shares only while the tap still counts.
import { onContent } from "./content.js";

const NAME = "picture.png"; // says nothing

onContent("[data-share-picture]", (part) => {
  const picture = part.querySelector("img");
  if (!picture) return;
  const [share, print] = ["[data-share]", "[data-print]"].map((one) => part.querySelector(one));
  const answer = part.querySelector("[data-share-answer]");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  const drawn = draw(picture);
  drawn.then(
    (file) => {
      share.hidden = false;
      share.addEventListener("click", async () => {
        answer.textContent = (await hand(file)) ? answer.dataset.saved : "";
      });
    },
    () => {}, // the plain link is there
  );
});

async function draw(picture) {
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  return new File([blob], NAME, { type: "image/png" });
}

// Whether it was saved, since nobody could be asked to take it.
async function hand(file) {
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return false;
    } catch (error) {
      if (error.name === "AbortError") return false; // they changed their mind
    }
  }
  save(file);
  return true;
}

function save(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = NAME;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
