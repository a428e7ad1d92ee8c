import type { ReactNode } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { watchDisplaySettings } from "./display-settings.ts";

/** Brings a page to life: takes over its prerendered markup where there is some. */
export const startPage = (page: ReactNode) => {
  watchDisplaySettings();
  const root = document.getElementById("root");
  if (!root) throw new Error("The page has no #root.");
  if (root.firstElementChild) hydrateRoot(root, page);
  else createRoot(root).render(page);
};
