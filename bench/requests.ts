import { entranceHeader } from "../functions/platform/entrance.ts";
import { httpEvent } from "../infra/local/lambda-host/http-events.ts";
import type { Seeded } from "./engines.ts";
import { entranceSecret, region } from "./engines.ts";

/** A GET by the signed-in mediator, as API Gateway's HTTP API hands it to the function. */
export const getEvent = (path: string, { cookie }: Pick<Seeded, "cookie">) =>
  httpEvent(
    {
      method: "GET",
      url: path,
      headers: { accept: "application/json", cookie, [entranceHeader]: entranceSecret },
      body: Buffer.alloc(0),
      sourceIp: "192.0.2.1",
    },
    region,
    new Date(),
  );

export const casePath = ({ caseId }: Seeded) => `/api/mediation/cases/${caseId}`;
export const listPath = ({ organisationId }: Seeded) =>
  `/api/mediation/cases?organisation=${organisationId}&view=all&limit=50`;
