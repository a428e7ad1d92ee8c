import { createHash } from "node:crypto";
import * as z from "zod/mini";
import type { OutsideEnv } from "../../platform/env.ts";

type Sacd = NonNullable<OutsideEnv["sacd"]>;

/** What became of a declaration: see `SacdOutcome`; `answer` = the body of what SACD said of it. */
export interface Declared {
  is: "answered" | "refused" | "not_sent" | "unknown";
  status: number | null;
  code: string;
  answer?: string;
}

const loginSeconds = 20;
const declareSeconds = 60;
const maxAnswer = 2_000_000;
/** The protocol asks for it: no security rests on it, TLS carries all. */
const md5 = (text: string) => createHash("md5").update(text).digest("hex");
const Login = z.object({ AuthToken: z.string().check(z.minLength(1)) });

const headers = {
  "Accept-Language": "fr-FR",
  // Their filter lets browsers alone through.
  "User-Agent": "Mozilla/5.0 (X11; Linux x64) Guichet/1.0",
};

/**
 * Signs in, declares, signs out (declarations.md §6.2). `mayLeave` is asked when everything is ready and only the
 * declaration is left to post. What fails before surely did not arrive; what fails after may have. Never throws for what
 * SACD does, never says a secret.
 */
export const declareToSacd = async (
  sacd: Sacd,
  xml: string,
  { mayLeave }: { mayLeave: () => Promise<boolean> },
): Promise<Declared> => {
  const signed = await signIn(sacd);
  if (typeof signed !== "string") return signed;
  const common = { key: sacd.consumerKey, token: md5(sacd.secretKey + signed) };
  if (!(await mayLeave())) return { is: "unknown", status: null, code: "taken_before" };
  try {
    return await declare(sacd, common, xml);
  } finally {
    await signOut(sacd, common);
  }
};

const address = (sacd: Sacd, path: string, query: Readonly<Record<string, string>> = {}): string => {
  const url = new URL(`${sacd.baseUrl.replace(/\/$/, "")}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
};

const signIn = async (sacd: Sacd): Promise<string | Declared> => {
  try {
    const answer = await fetch(address(sacd, "/ticketing/auto-access.json"), {
      method: "POST",
      headers,
      redirect: "error",
      signal: AbortSignal.timeout(loginSeconds * 1000),
      body: new URLSearchParams({
        "login[login]": sacd.login,
        "login[password]": md5(sacd.password),
        "login[consumer_key]": sacd.consumerKey,
      }),
    });
    const said = await limited(answer);
    const parsed = Login.safeParse(jsonOf(said));
    if (answer.ok && parsed.success) return parsed.data.AuthToken;
    const isOurs = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
    return { is: isOurs || answer.ok ? "refused" : "not_sent", status: answer.status, code: "login" };
  } catch {
    return { is: "not_sent", status: null, code: "unreachable" };
  }
};

const declare = async (sacd: Sacd, common: Record<string, string>, xml: string): Promise<Declared> => {
  try {
    const answer = await fetch(
      address(sacd, "/ticketing/broker/ExploitFileTransmitETicketingDeclarationWS", common),
      {
        method: "POST",
        headers,
        redirect: "error",
        signal: AbortSignal.timeout(declareSeconds * 1000),
        body: new URLSearchParams({
          "parameters[Application]": sacd.provider,
          "parameters[LoginRefFile]": sacd.login,
          "parameters[Language]": "FR",
          "parameters[Declaration]": xml,
        }),
      },
    );
    const { status } = answer;
    const said = await limited(answer);
    if (status === 200) return { is: "answered", status, code: "answered", answer: said };
    const isRefused = status >= 400 && status < 500;
    return { is: isRefused ? "refused" : "unknown", status, code: `http_${status}` };
  } catch (error) {
    if (isRefusedConnection(error)) return { is: "not_sent", status: null, code: "refused_connection" };
    const isLate = error instanceof Error && error.name === "TimeoutError";
    return { is: "unknown", status: null, code: isLate ? "timeout" : "cut" };
  }
};

/** Nothing was there to take a single byte: the one fault after which it surely did not arrive. */
const isRefusedConnection = (error: unknown): boolean =>
  error instanceof Error &&
  error.cause instanceof Error &&
  "code" in error.cause &&
  ["ECONNREFUSED", "ENOTFOUND"].includes(String(error.cause.code));

/** Always asked; whether it is heard changes nothing for the declaration. */
const signOut = async (sacd: Sacd, common: Record<string, string>): Promise<void> => {
  await fetch(address(sacd, "/ticketing/logout", common), {
    headers,
    redirect: "error",
    signal: AbortSignal.timeout(5_000),
  }).then(
    (answer) => answer.body?.cancel(),
    () => undefined,
  );
};

const limited = async (answer: Response): Promise<string> => {
  const text = await answer.text();
  if (text.length > maxAnswer) throw new Error("an answer without end");
  return text;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
