import { describe, expect, it } from "vitest";
import { colleaguesFor, mentionAt, mentionedIn, withMention, withoutMention } from "./mentions.ts";

const person = (id: string, name: string) => ({ id, name, reads: true, works: true });
const people = [
  person("e", "Élodie N’Guessan"),
  person("j", "Jean Dupont"),
  person("m", "Jean Dupont-Moreau"),
];

describe("a mention being typed", () => {
  it.each([
    ["Voir avec @", { from: 10, letters: "" }],
    ["@él", { from: 0, letters: "él" }],
    ["Merci (@Jean D", { from: 7, letters: "Jean D" }],
    ["Écrit à jean@valbrune", undefined],
    ["@Jean Dupont pense que", undefined],
    ["Rien", undefined],
  ])("%s", (text, expected) => {
    expect(mentionAt(text, text.length)).toEqual(expected);
  });

  it("offers whom a word of the name begins with, whatever the accents", () => {
    const offered = (letters: string) => colleaguesFor(letters, people).map(({ id }) => id);
    expect(offered("elo")).toEqual(["e"]);
    expect(offered("dup")).toEqual(["j", "m"]);
    expect(offered("moreau")).toEqual(["m"]);
    expect(offered("Jean Du")).toEqual(["j", "m"]);
    expect(offered("")).toEqual(["e", "j", "m"]);
  });

  it("becomes the whole name, with a space only where none follows", () => {
    expect(withMention("Voir @du, demain", 8, { from: 5, letters: "du" }, "Jean Dupont")).toEqual({
      text: "Voir @Jean Dupont, demain",
      caret: 17,
    });
    expect(withMention("@du", 3, { from: 0, letters: "du" }, "Jean Dupont")).toEqual({
      text: "@Jean Dupont ",
      caret: 13,
    });
  });
});

describe("the people a text calls", () => {
  it("are those whose whole name stands after an @", () => {
    expect(mentionedIn("Vu par @Jean Dupont-Moreau.", people)).toEqual(["m"]);
    expect(mentionedIn("@Jean Dupont et @Élodie N’Guessan", people)).toEqual(["e", "j"]);
    expect(mentionedIn("Jean Dupont, x@Jean Dupont", people)).toEqual([]);
  });

  it("are called no more once the @ goes", () => {
    const text = withoutMention("Vu par @Jean Dupont et @Jean Dupont-Moreau", "Jean Dupont");
    expect(text).toBe("Vu par Jean Dupont et @Jean Dupont-Moreau");
  });
});
