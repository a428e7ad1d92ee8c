import type { ReactNode } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { watchDisplaySettings } from "./display-settings.ts";
import { type OnArrival, startOptionalServices } from "./optional-services/start.ts";

/**
 * Brings a page to life: takes over its prerendered markup where there is some. `onArrival` for an app of many pages.
 */
export const startPage = (page: ReactNode, onArrival?: OnArrival) => {
  watchDisplaySettings();
  const root = document.getElementById("root");
  if (!root) throw new Error("The page has no #root.");
  if (root.firstElementChild) hydrateRoot(root, page);
  else createRoot(root).render(page);
  startOptionalServices(onArrival);
};
