import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { addNote } from "./add-note.ts";
import { changeTask, deleteTask, settleTask } from "./change-task.ts";
import { createTask } from "./create-task.ts";
import { deleteNote, editNote, pinNote, readRevisions } from "./edit-note.ts";
import { myTasks } from "./my-tasks.ts";
import { readCaseAs } from "./read-case.ts";
import { moveTasks, openSystemTask } from "./system-tasks.ts";
import { aCase, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let hugo: Awaited<ReturnType<typeof aMediator>>;
let manager: Awaited<ReturnType<typeof aMediator>>;
let [asClaire, asHugo, asManager]: Ctx[] = [];

const later = (ctx: Ctx, hours: number): Ctx => ({
  ...ctx,
  now: () => new Date(Date.now() + hours * 3_600_000),
});

beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
  hugo = await aMediator(database, town.id, { firstName: "Hugo", lastName: "Lemarchand" });
  manager = await aMediator(database, town.id, { role: "manager" });
  [asClaire, asHugo, asManager] = await Promise.all(
    [claire, hugo, manager].map((one) => signedIn(database, one)),
  );
});

const ofKind = (userId: string, kind: string) => admin`
  select id from notification where user_id = ${userId} and kind = ${kind}`;

describe("notes", () => {
  const noted = async (ctx: Ctx, caseId: string, mentions: string[] = [], text = "Appelé le service.") => {
    const found = granted(await addNote(ctx, { caseId, idempotencyKey: randomUUID(), text, mentions }));
    const note = found.entries.find((entry) => entry.kind === "note" && entry.text === text);
    if (!note) throw new Error("no note");
    return note;
  };

  it("tell who is mentioned, once, without a word of the note", async () => {
    const { found } = await aCase(database, town, { assigneeId: claire.id });
    await noted(asClaire as Ctx, found.id, [hugo.id, hugo.id]);
    expect(await ofKind(hugo.id, "mention")).toHaveLength(1);
    const mails = await admin<{ text: string }[]>`select text from outgoing_message
      where template = 'mediation.mention@1' and target_id = ${found.id}`;
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).not.toContain("Appelé");
  });

  it("mediation#34 refuse to name somebody who may not read a restricted case, and keep what was written", async () => {
    const { found } = await aCase(database, town, { assigneeId: claire.id, restricted: true });
    const refused = refusalOf(
      await addNote(asClaire as Ctx, {
        caseId: found.id,
        idempotencyKey: randomUUID(),
        text: "Voir avec Hugo.",
        mentions: [hugo.id],
      }),
    );
    expect(refused).toMatchObject({ reason: "mention_cannot_read", facts: { userIds: hugo.id } });
    expect(refused.detail).toContain("Hugo Lemarchand");
    expect(await ofKind(hugo.id, "mention")).toHaveLength(1);
  });

  it("are changed by their author alone, for a day, and what they said stays", async () => {
    const { found } = await aCase(database, town, { assigneeId: claire.id });
    const note = await noted(asClaire as Ctx, found.id);
    expect(note.note).toMatchObject({ mayEdit: true, mayDelete: "yes" });
    const other = refusalOf(await editNote(asHugo as Ctx, { entryId: note.id, text: "Autre chose." }));
    expect(other).toMatchObject({ code: "forbidden", reason: "note_settled" });
    granted(await editNote(asClaire as Ctx, { entryId: note.id, text: "Appelé la régie." }));
    expect(granted(await readRevisions(asHugo as Ctx, note.id)).revisions).toMatchObject([
      { text: "Appelé le service.", by: "Claire Vasseur" },
    ]);
    const tomorrow = refusalOf(
      await editNote(later(asClaire as Ctx, 25), { entryId: note.id, text: "Trop tard." }),
    );
    expect(tomorrow.reason).toBe("note_settled");
  });

  it("are taken away by a manager later, with a reason, and pinned by anybody of the office", async () => {
    const { found } = await aCase(database, town, { assigneeId: claire.id });
    const note = await noted(asClaire as Ctx, found.id);
    const pinned = granted(await pinNote(asHugo as Ctx, { entryId: note.id, pinned: true }));
    expect(pinned.entries.find(({ id }) => id === note.id)?.note?.pinned).toBe(true);
    expect(refusalOf(await deleteNote(later(asClaire as Ctx, 25), { entryId: note.id })).reason).toBe(
      "note_settled",
    );
    expect(refusalOf(await deleteNote(asManager as Ctx, { entryId: note.id })).code).toBe("invalid");
    const left = granted(
      await deleteNote(asManager as Ctx, { entryId: note.id, reason: "Écrite sur le mauvais dossier" }),
    );
    expect(left.entries.some(({ id }) => id === note.id)).toBe(false);
    expect(await admin`select text from note_revision where entry_id = ${note.id}`).toHaveLength(1);
  });

  it("mediation#5 need no version of the case: a note added meanwhile is no conflict", async () => {
    const { found } = await aCase(database, town, { assigneeId: claire.id });
    await Promise.all([noted(asClaire as Ctx, found.id), noted(asHugo as Ctx, found.id, [], "Vu aussi.")]);
    const [row] = await admin<{ version: number }[]>`select version from cases where id = ${found.id}`;
    expect(row?.version).toBe(1);
  });
});

describe("tasks", () => {
  const added = async (ctx: Ctx, caseId: string, given: { assigneeId?: string; dueOn?: string } = {}) => {
    const idempotencyKey = randomUUID();
    const task = {
      caseId,
      idempotencyKey,
      title: "Appeler la voirie",
      dueOn: given.dueOn ?? null,
      assigneeId: given.assigneeId ?? null,
    };
    await createTask(ctx, task);
    const found = granted(await createTask(ctx, task));
    const [made] = found.tasks;
    if (!made || found.tasks.length !== 1) throw new Error("not one task");
    return made;
  };

  it("are made once, told to who receives them, ticked and taken up again", async () => {
    const { found } = await aCase(database, town, { assigneeId: claire.id });
    const task = await added(asClaire as Ctx, found.id, { assigneeId: hugo.id });
    expect(task).toMatchObject({ mine: false, mayChange: true, assignee: { name: "Hugo Lemarchand" } });
    expect(await ofKind(hugo.id, "task_assigned")).toHaveLength(1);
    const mine = granted(await myTasks(asHugo as Ctx, town.id)).tasks;
    expect(mine).toMatchObject([{ title: "Appeler la voirie", caseId: found.id }]);
    const closed = granted(await settleTask(asHugo as Ctx, { taskId: task.id, done: true }));
    expect(closed.tasks[0]?.done?.by).toBe("Hugo Lemarchand");
    expect(granted(await myTasks(asHugo as Ctx, town.id)).tasks).toHaveLength(0);
    const open = granted(await settleTask(asClaire as Ctx, { taskId: task.id, done: false }));
    expect(open.tasks[0]?.done).toBeNull();
  });

  it("are reworded and deleted by who wrote them and managers; those of the system by nobody", async () => {
    const { found } = await aCase(database, town, { assigneeId: claire.id });
    const task = await added(asClaire as Ctx, found.id);
    const no = refusalOf(await changeTask(asHugo as Ctx, { taskId: task.id, title: "Autre" }));
    expect(no.reason).toBe("not_your_task");
    granted(await changeTask(asManager as Ctx, { taskId: task.id, dueOn: "2027-03-22" }));
    expect(granted(await deleteTask(asClaire as Ctx, task.id)).tasks).toHaveLength(0);
    const ctx = database.worker({ kind: "job", name: "test" });
    await mutate(ctx, async (tx) => ({
      result: await openSystemTask(tx, ctx, found, { kind: "close_withdrawn" }),
      permission: permit(true),
      audit: [],
      events: [],
    }));
    const [system] = granted(await readCaseAs(asClaire as Ctx, found.id)).tasks;
    expect(system).toMatchObject({ origin: "SYSTEM", mine: true, mayChange: false });
    expect(refusalOf(await deleteTask(asManager as Ctx, system?.id ?? "")).reason).toBe("system_task");
  });

  it("follow a transfer, except those given to somebody else", async () => {
    const { found } = await aCase(database, town, { assigneeId: claire.id });
    await added(asManager as Ctx, found.id, { assigneeId: claire.id });
    const ctx = database.worker({ kind: "job", name: "test" });
    const moved = granted(
      await mutate(ctx, async (tx) => ({
        result: await moveTasks(tx, found.id, { from: claire.id, to: hugo.id }),
        permission: permit(true),
        audit: [],
        events: [],
      })),
    );
    expect(moved).toBe(1);
    const [task] = granted(await readCaseAs(asManager as Ctx, found.id)).tasks;
    expect(task?.assignee?.id).toBe(hugo.id);
  });

  it("are given to nobody who may not work on the case", async () => {
    const { found } = await aCase(database, town, { assigneeId: claire.id, restricted: true });
    const no = refusalOf(
      await createTask(asClaire as Ctx, {
        caseId: found.id,
        idempotencyKey: randomUUID(),
        title: "Relire",
        dueOn: null,
        assigneeId: hugo.id,
      }),
    );
    expect(no).toMatchObject({ code: "invalid", fields: [{ path: "assigneeId" }] });
  });
});
