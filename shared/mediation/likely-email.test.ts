import { expect, it } from "vitest";
import { likelyEmail } from "./likely-email.ts";

it.each([
  ["amina@gmial.com", "amina@gmail.com"],
  ["amina@gmail.co", "amina@gmail.com"],
  ["amina@gmaill.com", "amina@gmail.com"],
  ["amina@orenge.fr", "amina@orange.fr"],
  ["amina@gmail.com", null],
  ["amina@mairie-valbrune.example", null],
  ["amina", null],
  ["amina@free.fr", null],
])("« %s » probably means %s", (typed, meant) => {
  expect(likelyEmail(typed)).toBe(meant);
});
