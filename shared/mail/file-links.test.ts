import { expect, test } from "vitest";
import { filesInMail, goAsLinks } from "./file-links.ts";

const mega = 1024 * 1024;

test.each<[string, number[], boolean[]]>([
  ["nothing", [], []],
  ["all that fits", [2 * mega, 4 * mega], [false, false]],
  ["one byte too many sends the largest", [2 * mega, 4 * mega + 1], [false, true]],
  ["only as many as needed", [5 * mega, 12 * mega, 3 * mega], [true, true, false]],
  ["a single file over the limit", [20 * mega], [true]],
  ["files of one size, the first ones", [4 * mega, 4 * mega, 4 * mega], [true, true, false]],
])("as links go: %s", (_name, sizes, links) => {
  expect(goAsLinks(sizes)).toEqual(links);
  const inMail = sizes.filter((_size, index) => !links[index]).reduce((sum, size) => sum + size, 0);
  expect(inMail).toBeLessThanOrEqual(filesInMail);
});
