// An iPad says to the server that it is a Mac: here its own way stands open.
import { onContent } from "./content.js";
import { isIos } from "./platform.js";

onContent('details[data-guide="iphone"]', (way) => {
  if (isIos()) way.open = true;
});
