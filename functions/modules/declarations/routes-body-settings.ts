import { Hono } from "hono/tiny";
import {
  BodySettings,
  ChangeDeadline,
  ChangeVatList,
  DeadlineSetting,
  VatListSetting,
} from "../../../shared/declarations/body-settings.ts";
import { body, type HttpEnv, reply, route } from "../../platform/http.ts";
import { answered } from "./answered.ts";
import { changeDeadline, changeVatList } from "./change-body-settings.ts";
import { readBodySettings } from "./read-body-settings.ts";
import { asUser } from "./show-access.ts";
import { agent } from "./who-asks.ts";

const tag = "Déclarations, organismes";
const action = "body_settings.change";

/** Deadlines of bodies and usual rates: read by whoever is signed in, set by the platform's administrators. */
export const bodySettingsRoutes = new Hono<HttpEnv>()
  .get(
    "/api/declarations/body-settings",
    route({ summary: "Échéances et taux usuels", action: "self.read", tag, answers: BodySettings }),
    async (c) => {
      const ctx = await agent(c);
      return reply(
        c,
        await answered(() => {
          asUser(ctx);
          return readBodySettings(ctx.db);
        }),
      );
    },
  )
  .put(
    "/api/declarations/body-settings/deadlines",
    route({ summary: "Changer l’échéance d’un organisme", action, tag, answers: DeadlineSetting }),
    body(ChangeDeadline),
    async (c) => reply(c, await changeDeadline(await agent(c), c.req.valid("json"))),
  )
  .put(
    "/api/declarations/body-settings/rates",
    route({ summary: "Changer les taux usuels d’un territoire", action, tag, answers: VatListSetting }),
    body(ChangeVatList),
    async (c) => reply(c, await changeVatList(await agent(c), c.req.valid("json"))),
  );
