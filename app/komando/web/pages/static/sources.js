// Where photos come from: a drop anywhere on the page, a folder, the file dialog, the camera roll, the clipboard.
import { byId } from "./dom.js";
import { droppedFiles, picturesOf } from "./uploads.js";

const NAMELESS = /^image\.(png|jpe?g)$/i;

export class Sources {
  #onFiles;
  #depth = 0;

  /** `onFiles(files, {others, unread})`: the files, how many others of a folder were left out, names of unreadable ones. */
  constructor(onFiles) {
    this.#onFiles = onFiles;
    for (const input of document.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => this.#picked(input));
    }
    for (const button of document.querySelectorAll("[data-picks]")) {
      button.addEventListener("click", () => byId(button.dataset.picks).click());
    }
    byId("pick-folder").hidden = !("webkitdirectory" in HTMLInputElement.prototype) || matchMedia("(pointer: coarse)").matches;
    document.addEventListener("dragenter", (event) => this.#drag(event, 1));
    document.addEventListener("dragleave", (event) => this.#drag(event, -1));
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => this.#drop(event));
    document.addEventListener("paste", (event) => this.#paste(event));
  }

  #picked(input) {
    const all = [...input.files];
    const files = input.webkitdirectory ? picturesOf(all) : all;
    this.#onFiles(files, { others: all.length - files.length });
    input.value = "";
  }

  #drag(event, by) {
    if (event.dataTransfer?.types.includes("Files")) {
      this.#depth = Math.max(0, this.#depth + by);
      document.body.classList.toggle("dragging", this.#depth > 0);
    }
  }

  async #drop(event) {
    event.preventDefault();
    this.#depth = 0;
    document.body.classList.remove("dragging");
    const { files, ...leftOut } = await droppedFiles(event.dataTransfer);
    this.#onFiles(files, leftOut);
  }

  /** Screenshots come without a name of their own. */
  #paste(event) {
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
    const named = files.map((file) => (NAMELESS.test(file.name) ? new File([file], `${stamp}-${file.name}`, { type: file.type }) : file));
    this.#onFiles(named, {});
  }
}
