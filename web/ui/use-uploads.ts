import { useState, useSyncExternalStore } from "react";
import { createUploads, type Upload, type UploadDoor } from "./uploads.ts";

const none: readonly Upload[] = [];

/** The files of one sending and their rows, for as long as the component lives. The first door is kept. */
export const useUploads = (door: () => UploadDoor) => {
  const [uploads] = useState(() => createUploads(door()));
  const rows = useSyncExternalStore(uploads.subscribe, uploads.snapshot, () => none);
  return { uploads, rows };
};
