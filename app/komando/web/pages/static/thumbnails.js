// Small pictures of photos that are still on this device, made two at a time so that the page stays quick.

const WIDTH_PX = 360;
const AT_A_TIME = 2;

const waiting = [];
let running = 0;

/** Draws the file into a canvas and hands it to `show`; a format that this browser cannot draw is left out. */
export function drawThumbnail(file, show) {
  waiting.push({ file, show });
  next();
}

async function next() {
  if (running >= AT_A_TIME || waiting.length === 0) {
    return;
  }
  const { file, show } = waiting.shift();
  running += 1;
  const bitmap = await createImageBitmap(file, { resizeWidth: WIDTH_PX, resizeQuality: "medium" }).catch(() => null);
  if (bitmap) {
    const canvas = document.createElement("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
    show(canvas);
  }
  running -= 1;
  next();
}
