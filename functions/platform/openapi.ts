import * as z from "zod/mini";
import { Problem } from "../../shared/platform/problem.ts";
import { declaredBy, type RouteSummary } from "./http.ts";

/** The part of a Hono application the document is made of. */
export interface DescribedRoutes {
  routes: ReadonlyArray<{ method: string; path: string; handler: unknown }>;
}

/** What a parameter is called, where it stands, and what it may be. */
export interface Parameter {
  name: string;
  in: "path" | "query";
  required: boolean;
  schema: object;
}

/** One operation of the document, as far as our own page and tests read it. */
interface Operation {
  summary: string;
  tags: string[];
  operationId: string;
  /** The action its right is checked for. */
  "x-action": string;
  parameters?: Parameter[];
  requestBody?: object;
  responses: Record<string, object>;
}
export interface OpenApiDocument {
  openapi: "3.1.0";
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, Operation>>;
}

/** What a route that declares nothing is in the document: without an action, which no table of rights has. */
const undeclared: RouteSummary = { summary: "", action: "", tag: "", answers: z.unknown() };

interface Declared {
  route?: RouteSummary;
  json?: z.ZodMiniType;
  query?: z.ZodMiniType;
  param?: z.ZodMiniType;
}

/**
 * The OpenAPI 3.1 document of these applications, made from the very schemas that check their requests.
 * A route that declares nothing is there all the same, so that nobody can forget it. https://spec.openapis.org/oas/v3.1.0
 */
export const openApiDocument = (apps: readonly DescribedRoutes[]): OpenApiDocument => {
  const found = new Map<string, Declared & { method: string; path: string }>();
  for (const { method, path, handler } of apps.flatMap((app) => app.routes)) {
    if (method === "ALL") continue;
    const declared = declaredBy(handler);
    const key = `${method} ${path}`;
    const operation = found.get(key) ?? { method, path };
    if (declared && "route" in declared) operation.route = declared.route;
    else if (declared) operation[declared.target] = declared.schema;
    found.set(key, operation);
  }
  const paths: OpenApiDocument["paths"] = {};
  for (const { method, path, ...declared } of found.values()) {
    const template = path.replaceAll(/:(\w+)/g, "{$1}");
    paths[template] = {
      ...paths[template],
      [method.toLowerCase()]: operationOf(method, template, declared),
    };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Guichet", version: "0.1.0", description: "Un guichet pour les services publics." },
    paths,
  };
};

const operationOf = (
  method: string,
  path: string,
  { route = undeclared, json, query, param }: Declared,
): Operation => {
  const parameters = [...pathParameters(path, param), ...(query ? queryParameters(query) : [])];
  return {
    summary: route.summary,
    tags: [route.tag],
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^a-z]+(.)/gi, (_, next: string) => next.toUpperCase())}`,
    "x-action": route.action,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(json ? { requestBody: { required: true, content: content("application/json", json, "input") } } : {}),
    responses: {
      [route.status ?? 200]: {
        description: "Réponse",
        content: content("application/json", route.answers, "output"),
      },
      default: {
        description: "Refus (RFC 9457)",
        content: content("application/problem+json", Problem, "output"),
      },
    },
  };
};

const content = (media: string, schema: z.ZodMiniType, io: "input" | "output") => ({
  [media]: { schema: z.toJSONSchema(schema, { io, target: "draft-2020-12" }) },
});

const propertiesOf = (schema: z.ZodMiniType) =>
  z.toJSONSchema(schema, { io: "input", target: "draft-2020-12" });

const pathParameters = (path: string, schema: z.ZodMiniType | undefined): Parameter[] => {
  const { properties = {} } = schema ? propertiesOf(schema) : {};
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: Object(properties[name] ?? { type: "string" }),
  }));
};

const queryParameters = (schema: z.ZodMiniType): Parameter[] => {
  const { properties = {}, required = [] } = propertiesOf(schema);
  return Object.entries(properties).map(([name, one]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema: Object(one),
  }));
};
