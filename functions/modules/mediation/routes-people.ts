import { Hono } from "hono/tiny";
import * as z from "zod/mini";
import { CasesCompared, MergeCases } from "../../../shared/mediation/merging.ts";
import {
  AddContact,
  AddParticipant,
  AnswerSamePerson,
  CaseNeighbours,
  ContactPage,
  ContactView,
  EditContact,
  FindSimilar,
  LinkCases,
  ListContacts,
  SimilarAmong,
  SimilarByCase,
  SimilarFound,
} from "../../../shared/mediation/people.ts";
import { RepresentativeInput } from "../../../shared/mediation/registering.ts";
import { CaseView } from "../../../shared/mediation/schema.ts";
import { body, type HttpEnv, params, query, reply, route } from "../../platform/http.ts";
import { addCaseParticipant } from "./add-case-participant.ts";
import { compareCases } from "./compare-cases.ts";
import { addContact, editContact, listContacts, removeContact } from "./contacts.ts";
import { linkCases, unlinkCases } from "./link-cases.ts";
import { mergeCases } from "./merge-cases.ts";
import { caseNeighbours } from "./neighbours.ts";
import { addRepresentative, editRepresentative, removeRepresentative } from "./representatives.ts";
import { answerSamePerson } from "./same-person.ts";
import { findSimilar, similarAmong } from "./similar-cases.ts";
import { unmergeCase } from "./unmerge-case.ts";
import { agent } from "./who-asks.ts";

const tag = "Médiation, personnes et dossiers voisins";
const Id = z.object({ id: z.uuid() });
const Pair = z.object({ id: z.uuid(), otherId: z.uuid() });
const Party = z.object({ id: z.uuid(), partyId: z.uuid() });
const Nothing = z.strictObject({});

/** Cases beside a case, people on it, and the address book. */
export const peopleRoutes = new Hono<HttpEnv>()
  .post(
    "/api/mediation/similar",
    route({
      summary: "Dossiers ressemblants pendant la saisie",
      action: "case.register",
      tag,
      answers: SimilarFound,
    }),
    body(FindSimilar),
    async (c) => reply(c, await findSimilar(await agent(c), c.req.valid("json"))),
  )
  .post(
    "/api/mediation/similar/among",
    route({ summary: "Doublons possibles d’une liste", action: "case.list", tag, answers: SimilarByCase }),
    body(SimilarAmong),
    async (c) => reply(c, await similarAmong(await agent(c), c.req.valid("json"))),
  )
  .get(
    "/api/mediation/cases/:id/neighbours",
    route({
      summary: "Liens et autres dossiers d’un dossier",
      action: "case.read",
      tag,
      answers: CaseNeighbours,
    }),
    params(Id),
    async (c) => reply(c, await caseNeighbours(await agent(c), c.req.valid("param").id)),
  )
  .get(
    "/api/mediation/cases/:id/compare/:otherId",
    route({ summary: "Comparer deux dossiers", action: "case.read", tag, answers: CasesCompared }),
    params(Pair),
    async (c) => {
      const { id, otherId } = c.req.valid("param");
      return reply(c, await compareCases(await agent(c), id, otherId));
    },
  )
  .post(
    "/api/mediation/cases/:id/links",
    route({ summary: "Lier deux dossiers", action: "case.link", tag, answers: CaseNeighbours }),
    params(Id),
    body(LinkCases),
    async (c) => reply(c, await linkCases(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    "/api/mediation/cases/:id/links/:otherId/remove",
    route({ summary: "Retirer un lien entre dossiers", action: "case.link", tag, answers: CaseNeighbours }),
    params(Pair),
    body(Nothing),
    async (c) => {
      const { id, otherId } = c.req.valid("param");
      return reply(c, await unlinkCases(await agent(c), id, otherId));
    },
  )
  .post(
    "/api/mediation/cases/:id/same-person",
    route({
      summary: "Dire si c’est la même personne",
      action: "case.link",
      tag,
      answers: CaseNeighbours,
    }),
    params(Id),
    body(AnswerSamePerson),
    async (c) =>
      reply(c, await answerSamePerson(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    "/api/mediation/cases/:id/merge",
    route({ summary: "Fusionner un dossier dans celui-ci", action: "case.merge", tag, answers: CaseView }),
    params(Id),
    body(MergeCases),
    async (c) => reply(c, await mergeCases(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    "/api/mediation/cases/:id/unmerge",
    route({ summary: "Annuler la fusion d’un dossier", action: "case.unmerge", tag, answers: CaseView }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await unmergeCase(await agent(c), c.req.valid("param").id)),
  )
  .post(
    "/api/mediation/cases/:id/representatives",
    route({ summary: "Ajouter un représentant", action: "case.edit", tag, answers: CaseView }),
    params(Id),
    body(RepresentativeInput),
    async (c) =>
      reply(c, await addRepresentative(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    "/api/mediation/cases/:id/representatives/:partyId",
    route({ summary: "Modifier un représentant", action: "case.edit", tag, answers: CaseView }),
    params(Party),
    body(RepresentativeInput),
    async (c) => {
      const { id, partyId } = c.req.valid("param");
      return reply(c, await editRepresentative(await agent(c), id, partyId, c.req.valid("json")));
    },
  )
  .post(
    "/api/mediation/cases/:id/representatives/:partyId/remove",
    route({ summary: "Retirer un représentant", action: "case.edit", tag, answers: CaseView }),
    params(Party),
    body(Nothing),
    async (c) => {
      const { id, partyId } = c.req.valid("param");
      return reply(c, await removeRepresentative(await agent(c), id, partyId));
    },
  )
  .post(
    "/api/mediation/cases/:id/participants",
    route({ summary: "Ajouter un participant", action: "case.write", tag, answers: CaseView }),
    params(Id),
    body(AddParticipant),
    async (c) =>
      reply(c, await addCaseParticipant(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .get(
    "/api/mediation/contacts",
    route({ summary: "Carnet d’adresses", action: "case.list", tag, answers: ContactPage }),
    query(ListContacts),
    async (c) => reply(c, await listContacts(await agent(c), c.req.valid("query"))),
  )
  .post(
    "/api/mediation/contacts",
    route({ summary: "Ajouter un contact", action: "contact.write", tag, answers: ContactView }),
    body(AddContact),
    async (c) => reply(c, await addContact(await agent(c), c.req.valid("json"))),
  )
  .post(
    "/api/mediation/contacts/:id",
    route({ summary: "Modifier un contact", action: "contact.write", tag, answers: ContactView }),
    params(Id),
    body(EditContact),
    async (c) => reply(c, await editContact(await agent(c), c.req.valid("param").id, c.req.valid("json"))),
  )
  .post(
    "/api/mediation/contacts/:id/remove",
    route({ summary: "Retirer un contact", action: "contact.write", tag, answers: Nothing }),
    params(Id),
    body(Nothing),
    async (c) => reply(c, await removeContact(await agent(c), c.req.valid("param").id)),
  );
