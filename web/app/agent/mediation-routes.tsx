import { createRoute, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { readJournalSearch } from "../../modules/access/organisation/addresses.ts";
import { readCaseSearch, readListSearch } from "../../modules/mediation/agent/addresses.ts";
import { AgentHome } from "../../modules/mediation/agent/agent-home.tsx";
import { CaseListPage } from "../../modules/mediation/agent/case-list-page.tsx";
import { CasePage } from "../../modules/mediation/agent/case-page.tsx";
import { readCalendarSearch } from "../../modules/mediation/agent/day/calendar-search.ts";
import { NewsChoicesPage } from "../../modules/mediation/agent/day/news-choices-page.tsx";
import { TasksPage } from "../../modules/mediation/agent/day/tasks-page.tsx";
import { IndependenceGate } from "../../modules/mediation/agent/independence-page.tsx";
import { readFiguresSearch } from "../../modules/mediation/agent/mail-figures.ts";
import { QuarantinePage } from "../../modules/mediation/agent/quarantine-page.tsx";
import { readQuarantineSearch } from "../../modules/mediation/agent/quarantine-search.ts";
import { mayInMediation, mayListCases, mayReadQuarantine } from "../../modules/mediation/agent/rights.ts";
import { TeamPage } from "../../modules/mediation/agent/team-page.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { organisationRoute, useSpace } from "./space-routes.tsx";

const base = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/mediation",
  component: function Mediation() {
    const space = useSpace();
    return mayListCases(space) ? (
      <IndependenceGate space={space}>
        <Outlet />
      </IndependenceGate>
    ) : (
      <NotFoundPage reason="no_right" />
    );
  },
});

const home = createRoute({
  getParentRoute: () => base,
  path: "/",
  component: () => <AgentHome space={useSpace()} />,
});

const unassigned = createRoute({
  getParentRoute: () => base,
  path: "/a-prendre",
  validateSearch: readListSearch,
  component: () => <CaseListPage space={useSpace()} list="unassigned" search={unassigned.useSearch()} />,
});

const mine = createRoute({
  getParentRoute: () => base,
  path: "/mes-dossiers",
  validateSearch: readListSearch,
  component: () => <CaseListPage space={useSpace()} list="mine" search={mine.useSearch()} />,
});

const all = createRoute({
  getParentRoute: () => base,
  path: "/dossiers",
  validateSearch: readListSearch,
  component: () => <CaseListPage space={useSpace()} list="all" search={all.useSearch()} />,
});

const watched = createRoute({
  getParentRoute: () => base,
  path: "/abonnements",
  validateSearch: readListSearch,
  component: () => <CaseListPage space={useSpace()} list="watched" search={watched.useSearch()} />,
});

const deleted = createRoute({
  getParentRoute: () => base,
  path: "/corbeille",
  validateSearch: readListSearch,
  component: function RecycleBin() {
    const space = useSpace();
    const search = deleted.useSearch();
    return mayInMediation(space, "privacy.decide") ? (
      <CaseListPage space={space} list="deleted" search={search} />
    ) : (
      <NotFoundPage reason="no_right" />
    );
  },
});

const closed = createRoute({
  getParentRoute: () => base,
  path: "/clos",
  validateSearch: readListSearch,
  component: () => <CaseListPage space={useSpace()} list="closed" search={closed.useSearch()} />,
});

const oneCase = createRoute({
  getParentRoute: () => base,
  path: "/dossiers/$caseId",
  validateSearch: readCaseSearch,
  component: function OneCase() {
    const { caseId } = oneCase.useParams();
    const search = oneCase.useSearch();
    return <CasePage space={useSpace()} caseId={caseId} tab={{ name: "thread", search }} key={caseId} />;
  },
});

const caseSynthesis = createRoute({
  getParentRoute: () => base,
  path: "/dossiers/$caseId/synthese",
  component: function CaseSynthesis() {
    const { caseId } = caseSynthesis.useParams();
    return <CasePage space={useSpace()} caseId={caseId} tab={{ name: "synthesis" }} key={caseId} />;
  },
});

const caseHistory = createRoute({
  getParentRoute: () => base,
  path: "/dossiers/$caseId/historique",
  validateSearch: readJournalSearch,
  component: function CaseHistory() {
    const { caseId } = caseHistory.useParams();
    const search = caseHistory.useSearch();
    return <CasePage space={useSpace()} caseId={caseId} tab={{ name: "history", search }} key={caseId} />;
  },
});

const caseDocuments = createRoute({
  getParentRoute: () => base,
  path: "/dossiers/$caseId/documents",
  component: function CaseDocuments() {
    const { caseId } = caseDocuments.useParams();
    return <CasePage space={useSpace()} caseId={caseId} tab={{ name: "documents" }} key={caseId} />;
  },
});

const caseNotes = createRoute({
  getParentRoute: () => base,
  path: "/dossiers/$caseId/notes",
  component: function CaseNotes() {
    const { caseId } = caseNotes.useParams();
    return <CasePage space={useSpace()} caseId={caseId} tab={{ name: "notes" }} key={caseId} />;
  },
});

const caseTasks = createRoute({
  getParentRoute: () => base,
  path: "/dossiers/$caseId/taches",
  component: function CaseTasks() {
    const { caseId } = caseTasks.useParams();
    return <CasePage space={useSpace()} caseId={caseId} tab={{ name: "tasks" }} key={caseId} />;
  },
});

const myTasks = createRoute({
  getParentRoute: () => base,
  path: "/taches",
  component: () => <TasksPage space={useSpace()} />,
});

const calendar = createRoute({
  getParentRoute: () => base,
  path: "/calendrier",
  validateSearch: readCalendarSearch,
  component: lazyRouteComponent(() => import("./calendar-screen.tsx"), "Calendar"),
});

const newsChoices = createRoute({
  getParentRoute: () => base,
  path: "/nouvelles",
  component: () => <NewsChoicesPage space={useSpace()} />,
});

/** Apart from the others: who keeps the quarantine may see no case. */
export const quarantineRoute = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/mediation/quarantaine",
  validateSearch: readQuarantineSearch,
  component: function Quarantine() {
    const space = useSpace();
    const search = quarantineRoute.useSearch();
    return mayReadQuarantine(space) ? (
      <QuarantinePage space={space} search={search} />
    ) : (
      <NotFoundPage reason="no_right" />
    );
  },
});

const team = createRoute({
  getParentRoute: () => base,
  path: "/equipe",
  component: () => <TeamPage space={useSpace()} />,
});

const peopleScreens = () => import("./mediation-people-screens.tsx");

const register = createRoute({
  getParentRoute: () => base,
  path: "/nouveau",
  component: lazyRouteComponent(peopleScreens, "Register"),
});

const ticket = createRoute({
  getParentRoute: () => base,
  path: "/dossiers/$caseId/recepisse",
  component: lazyRouteComponent(peopleScreens, "Ticket"),
});

const contacts = createRoute({
  getParentRoute: () => base,
  path: "/contacts",
  component: lazyRouteComponent(peopleScreens, "Contacts"),
});

const caseLinks = createRoute({
  getParentRoute: () => base,
  path: "/dossiers/$caseId/liens",
  component: function CaseLinks() {
    const { caseId } = caseLinks.useParams();
    return <CasePage space={useSpace()} caseId={caseId} tab={{ name: "links" }} key={caseId} />;
  },
});

const settingsScreens = () => import("./mediation-settings-screens.tsx");

const templates = createRoute({
  getParentRoute: () => base,
  path: "/modeles",
  component: lazyRouteComponent(settingsScreens, "Templates"),
});

/** Beside the cases: who reads figures alone asks for files too. */
export const filesRoute = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/mediation/mes-fichiers",
  component: lazyRouteComponent(settingsScreens, "Files"),
});

const privacy = createRoute({
  getParentRoute: () => base,
  path: "/donnees-personnelles",
  component: lazyRouteComponent(settingsScreens, "Privacy"),
});

const mailSettings = createRoute({
  getParentRoute: () => base,
  path: "/courriels",
  component: lazyRouteComponent(settingsScreens, "MailSettings"),
});

/** Beside the cases, and not below them: for those who see no case too. */
export const mailFiguresRoute = createRoute({
  getParentRoute: () => organisationRoute,
  path: "/mediation/courriels-en-chiffres",
  validateSearch: readFiguresSearch,
  component: lazyRouteComponent(settingsScreens, "MailFigures"),
});

/** Every address of the mediation service, below an organisation. */
export const mediationRoute = base.addChildren([
  home,
  unassigned,
  mine,
  all,
  watched,
  closed,
  team,
  deleted,
  oneCase,
  caseSynthesis,
  caseHistory,
  caseDocuments,
  caseNotes,
  caseTasks,
  myTasks,
  calendar,
  newsChoices,
  caseLinks,
  contacts,
  register,
  ticket,
  templates,
  mailSettings,
  privacy,
]);
