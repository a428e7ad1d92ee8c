/**
 * A public search service of the State on this machine: one path that answers searches, and switches to make it fail as
 * the real one does or worse. What it finds is its owner's.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import * as z from "zod/mini";
import { closeServer, listen } from "./listen.ts";

const answers = ["normal", "limited", "error500", "slow", "outage", "garbled"] as const;
type Answer = (typeof answers)[number];
const switchesSchema = z.strictObject({ answer: z.enum(answers) });

/** What is said to one search. */
interface Said {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

interface SearchedService {
  /** Named in the log when a request fails. */
  name: string;
  path: `/${string}`;
  /** What it says of an unknown path, of too many searches, of a fault of its own, and when it talks nonsense. */
  says: Record<"unknown" | "limited" | "error500" | "garbled", Said>;
  search: (asked: URLSearchParams) => Said;
}

export interface RunningService {
  url: string;
  port: number;
  /** `limited`: 429; `slow`: never answers; `outage`: the connection is cut; `garbled`: something else than expected. */
  answer(how: Answer): void;
  /** How many searches were asked. */
  asked(): number;
  stop(): Promise<void>;
}

export const startSearchedService = async (
  { name, path, says, search }: SearchedService,
  options: { port: number; host: string },
): Promise<RunningService> => {
  let how: Answer = "normal";
  let asked = 0;
  const say = (response: ServerResponse, { status, body, headers = {} }: Said) =>
    void response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify(body));

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://local");
    if (url.pathname === "/_switches") {
      if (request.method === "POST") {
        if (!request.headers["content-type"]?.startsWith("application/json"))
          return say(response, { status: 415, body: { error: "POST application/json" } });
        const parsed = switchesSchema.safeParse(await readJson(request));
        if (!parsed.success)
          return say(response, { status: 400, body: { error: z.prettifyError(parsed.error) } });
        how = parsed.data.answer;
      }
      return say(response, { status: 200, body: { answer: how } });
    }
    if (url.pathname !== path) return say(response, says.unknown);
    asked += 1;
    if (how === "outage") return void request.socket.destroy();
    if (how === "slow") return;
    say(response, how === "normal" ? search(url.searchParams) : says[how]);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      console.error(`${name}: a request failed`, error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  const { url, port } = await listen(server, options.port, options.host);
  return {
    url,
    port,
    answer: (next) => {
      how = next;
    },
    asked: () => asked,
    stop: () => closeServer(server),
  };
};

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
};
