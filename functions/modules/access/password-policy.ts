import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { invalid, type Refusal } from "../../platform/refusal.ts";

/** Of 0 to 4: 3 means about a hundred million guesses at least. */
const leastScore = 3;

const tooEasy =
  "Ce mot de passe est trop facile à deviner. Essayez plusieurs mots sans rapport entre eux, par exemple quatre ou cinq.";
const tooPersonal =
  "Ce mot de passe contient trop de ce que l’on sait de vous (nom, adresse, organisation). Essayez plusieurs mots sans rapport avec vous.";

/**
 * What is wrong with a new password whose length is right: common ones, and those built from what is known of the
 * person, are guessed first. `personal` is their names, address and organisations, as texts. Undefined when it is
 * good. Source: ANSSI and CNIL recommendations on passwords, NIST SP 800-63B §3.1.1.2; docs/decisions/050.
 */
export const checkNewPassword = async (
  password: string,
  personal: readonly string[],
): Promise<Refusal | undefined> => {
  const zxcvbn = await estimator();
  const refusal = (message: string) => ({
    ...invalid([{ path: "password", message }]),
    reason: "weak_password",
  });
  if (zxcvbn.check(password).score < leastScore) return refusal(tooEasy);
  // What is known counts for nothing: the rest must be good by itself.
  const rest = wordsOf(personal).reduce((left, word) => left.replaceAll(word, ""), bare(password));
  return zxcvbn.check(rest).score < leastScore ? refusal(tooPersonal) : undefined;
};

/** Lower case, without accents: how people vary their own name. */
const bare = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** The words of four letters and more of what is known, longest first. */
const wordsOf = (personal: readonly string[]): string[] =>
  [...new Set(["guichet", ...personal].flatMap((text) => bare(text).split(/[^\p{L}\p{N}]+/u)))]
    .filter((word) => word.length >= 4)
    .toSorted((a, b) => b.length - a.length);

let made: Promise<ZxcvbnFactory> | undefined;

/** Loaded at the first new password of a container: its dictionaries weigh 700 KB. */
const estimator = (): Promise<ZxcvbnFactory> => {
  made ??= (async () => {
    const [{ ZxcvbnFactory }, common, french] = await Promise.all([
      import("@zxcvbn-ts/core"),
      import("@zxcvbn-ts/language-common"),
      import("@zxcvbn-ts/language-fr"),
    ]);
    return new ZxcvbnFactory({
      dictionary: { ...common.dictionary, ...french.dictionary },
      graphs: common.adjacencyGraphs,
    });
  })();
  return made;
};
