import { expect, test } from "vitest";
import { eachApart } from "./each-apart.ts";

test("one that fails stops none of the others, and all is told of in the end", async () => {
  const done: number[] = [];
  const work = eachApart([1, 2, 3, 4], "numbers", async (one) => {
    if (one % 2 === 0) throw new Error(`no ${one}`);
    done.push(one);
  });
  await expect(work).rejects.toMatchObject({
    message: "2 numbers failed",
    errors: [{ message: "no 2" }, { message: "no 4" }],
  });
  expect(done).toEqual([1, 3]);
});
