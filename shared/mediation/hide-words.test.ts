import { expect, it } from "vitest";
import { hideWords } from "./hide-words.ts";

const hide = hideWords(["Karim Brac", "06 11 22 33 44", "Brac"], ["Nadege@courriel.example"]);

it.each([
  ["Mon voisin KARIM\nBRAC le sait", "Mon voisin [masqué] le sait"],
  ["M. Brac, 06 11 22 33 44.", "M. [masqué], [masqué]."],
  ["Une Bracelière n’est pas lui", "Une Bracelière n’est pas lui"],
  ["nadege@courriel.example a écrit à k.brac@ville.example", "nadege@courriel.example a écrit à [masqué]"],
])("hides others and their addresses, and leaves the person's own: %s", (text, shown) => {
  expect(hide(text)).toBe(shown);
});

it("takes words as they are typed, never as a pattern", () => {
  expect(hideWords(["a.c (x)"], [])("abc x, a.c (x)")).toBe("abc x, [masqué]");
});
