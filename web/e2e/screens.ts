/**
 * `npm run screens`: plays every journey and writes a picture of each screen and state, at 1280 and 320 px, light and
 * dark, into screenshots/ (not tracked), for people to look at.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { startVitest } from "vitest/node";

const folder = join(import.meta.dirname, "../../screenshots");
rmSync(folder, { recursive: true, force: true });
process.env.GUICHET_SCREENS = folder;
const vitest = await startVitest("test", process.argv.slice(2), {
  run: true,
  watch: false,
  project: ["e2e"],
});
await vitest.close();
console.log(`Pictures are in ${folder}`);
