import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { insert, merged, newId, seatRows } from "../seats.ts";
import { newGround } from "./ground.ts";
import { type PlantedCase, plantCase } from "./plant-case.ts";
import { type PlantedDeclared, plantDeclared } from "./plant-declared.ts";
import { type PlantedLinks, plantLinks } from "./plant-links.ts";
import { type PlantedMail, plantMail } from "./plant-mail.ts";
import { type PlantedOffice, plantOffice } from "./plant-office.ts";
import { type PlantedOrganisation, plantOrganisation } from "./plant-organisation.ts";
import { type PlantedShow, plantShow } from "./plant-show.ts";

/** One organisation with one record of each kind. */
export interface World
  extends PlantedOrganisation,
    PlantedCase,
    PlantedMail,
    PlantedOffice,
    PlantedShow,
    PlantedDeclared {
  case: PlantedCase["case"] & PlantedLinks;
  /** Ids and words that only this organisation may read. */
  marks: string[];
  /** Of these, what only its mediation may read. */
  caseMarks: string[];
}

/** Plants one organisation with one record of each kind, part by part; a part stands on those before it. */
export const plantWorld = async (admin: postgres.Sql): Promise<World> => {
  const organisationId = newId();
  const colleague = seatRows(
    {
      name: "colleague",
      holders: new Set(),
      membership: { service: "mediation", roles: ["mediator"] },
      session: "open",
    },
    organisationId,
  );
  const ground = newGround(randomUUID().slice(0, 8), organisationId, colleague.seat);
  const organisation = plantOrganisation(ground, colleague.rows);
  const [aCase, links] = [plantCase(ground), plantLinks(ground)];
  const [mail, office] = [plantMail(ground), plantOffice(ground)];
  const show = plantShow(ground);
  const declared = plantDeclared(ground, show.named);
  const parts = [organisation, aCase, links, mail, office, show, declared];

  await insert(admin, merged(parts.map(({ rows }) => rows)));
  const caseMarks = parts.flatMap((part) => part.caseMarks);
  return {
    ...organisation.named,
    ...aCase.named,
    ...mail.named,
    ...office.named,
    ...show.named,
    ...declared.named,
    case: { ...aCase.named.case, ...links.named },
    caseMarks,
    marks: [...caseMarks, ...parts.flatMap(({ marks }) => marks)],
  };
};
