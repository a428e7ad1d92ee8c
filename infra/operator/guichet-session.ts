import { SignedIn } from "../../shared/access/schema.ts";
import { Problem } from "../../shared/platform/problem.ts";

/** Asks something of a Guichet as the person who signed in; an answer that refuses is thrown in its own words. */
export type Ask = (method: "GET" | "POST", path: string, body?: object) => Promise<unknown>;

/** Who signs in; the code is asked for only where the account has a second step. */
export interface Operator {
  email: string;
  password: string;
  code: () => Promise<string>;
}

/** Opens a session at the address of a Guichet, as a browser does; it holds for what the account may do. */
export const signInAt = async (origin: string, operator: Operator): Promise<Ask> => {
  let cookie = "";
  const ask: Ask = async (method, path, body) => {
    const answer = await fetch(new URL(path, origin), {
      method,
      headers: { "content-type": "application/json", origin: new URL(origin).origin, cookie },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const [given] = answer.headers.getSetCookie();
    if (given) cookie = given.split(";", 1)[0] ?? "";
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text);
    const problem = Problem.safeParse(readable(text));
    throw new Error(problem.success ? wordsOf(problem.data) : `${origin} répond ${answer.status}.`);
  };
  const { email, password, code } = operator;
  const first = SignedIn.parse(await ask("POST", "/api/access/sign-in", { email, password }));
  if (first.state === "second_factor") {
    if (!first.methods.includes("totp")) throw new Error("Ce compte n’a pas d’application de codes.");
    await ask("POST", "/api/access/second-factor/totp", { code: await code() });
  }
  return ask;
};

const wordsOf = ({ detail, fields = [] }: Problem): string =>
  [detail, ...fields.map(({ message }) => `  ${message}`)].join("\n");

const readable = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
