/**
 * The national address service on this machine: `GET /geocodage/search` of the Géoplateforme (data.geopf.fr), with its
 * GeoJSON, its 400 under three characters, its 429 with `retry-after`, and switches to make it fail.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import * as z from "zod/mini";
import { closeServer, listen } from "../listen.ts";
import { type LocalTown, streets, towns } from "./places.ts";

const answers = ["normal", "limited", "error500", "slow", "outage", "garbled"] as const;
const switchesSchema = z.strictObject({ answer: z.enum(answers) });

export interface RunningAddressService {
  url: string;
  port: number;
  /** `limited`: 429; `slow`: never answers; `outage`: the connection is cut; `garbled`: something else than expected. */
  answer(how: (typeof answers)[number]): void;
  /** How many searches were asked. */
  asked(): number;
  stop(): Promise<void>;
}

export const startAddressService = async (options: {
  port: number;
  host: string;
}): Promise<RunningAddressService> => {
  let how: (typeof answers)[number] = "normal";
  let asked = 0;
  const json = (response: ServerResponse, status: number, value: unknown, headers = {}) =>
    void response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify(value));

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://local");
    if (url.pathname === "/_switches") {
      if (request.method === "POST") {
        if (!request.headers["content-type"]?.startsWith("application/json"))
          return json(response, 415, { error: "POST application/json" });
        const parsed = switchesSchema.safeParse(await readJson(request));
        if (!parsed.success) return json(response, 400, { error: z.prettifyError(parsed.error) });
        how = parsed.data.answer;
      }
      return json(response, 200, { answer: how });
    }
    if (url.pathname !== "/geocodage/search") return json(response, 404, { message: "Not found" });
    asked += 1;
    if (how === "outage") return void request.socket.destroy();
    if (how === "slow") return;
    if (how === "error500") return json(response, 500, { message: "Internal server error" });
    if (how === "garbled") return json(response, 200, { features: "douze" });
    if (how === "limited")
      return json(response, 429, { message: "Too many requests" }, { "retry-after": "5" });
    const q = (url.searchParams.get("q") ?? "").trim();
    if (q.length < 3)
      return json(response, 400, { code: 400, message: "q must contain between 3 and 200 chars" });
    return json(response, 200, {
      type: "FeatureCollection",
      features: search(q, url.searchParams),
      query: q,
    });
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      console.error("address service: a request failed", error);
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

const plain = (text: string) =>
  text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, " ")
    .trim();

/** Every word typed begins a word of the text: what completing does. */
const completes = (text: string, typed: string) => {
  const words = plain(text).split(" ");
  return plain(typed)
    .split(" ")
    .every((begun) => words.some((word) => word.startsWith(begun)));
};

const search = (q: string, asked: URLSearchParams) => {
  const type = asked.get("type");
  const limit = Number(asked.get("limit") ?? 5);
  const [postcode, citycode] = [asked.get("postcode"), asked.get("citycode")];
  const here = towns.filter(
    (town) => (!postcode || town.postcode === postcode) && (!citycode || town.citycode === citycode),
  );
  if (type === "municipality") {
    return here
      .filter(({ name, postcode: code }) => completes(`${code} ${name}`, q))
      .slice(0, limit)
      .map((town) => feature("municipality", town.name, town));
  }
  const [, number, rest = q] = /^(\d{1,4}(?:\s?(?:bis|ter))?)[\s,]+(.+)$/i.exec(q) ?? [];
  const found = [];
  for (const town of here)
    for (const street of streets) {
      if (!completes(`${street} ${town.postcode} ${town.name}`, rest)) continue;
      const name = number ? `${number} ${street}` : street;
      found.push(feature(number ? "housenumber" : "street", name, town));
      if (found.length >= limit) return found;
    }
  return found;
};

const feature = (type: string, name: string, town: LocalTown) => ({
  type: "Feature",
  geometry: { type: "Point", coordinates: [2.4, 47.08] },
  properties: {
    label: type === "municipality" ? town.name : `${name} ${town.postcode} ${town.name}`,
    score: 0.9,
    id: town.citycode,
    type,
    name,
    postcode: town.postcode,
    citycode: town.citycode,
    city: town.name,
    context: town.context,
  },
});

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
};
