import type { TestProject } from "vitest/node";
import { startEngines, type TestEngines } from "./engines.ts";

declare module "vitest" {
  interface ProvidedContext {
    engines: TestEngines;
  }
}

/** One set of engines for the whole run; each test file clones the template database. */
export const setup = async (project: TestProject) => {
  const { engines, stop } = await startEngines();
  project.provide("engines", engines);
  return stop;
};
