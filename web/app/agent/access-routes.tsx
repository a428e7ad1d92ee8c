import { createRoute, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { meQuery, safeReturn, tabHadSession } from "../../modules/access/agent/session.ts";
import { SignInPage, type SignInSearch } from "../../modules/access/agent/sign-in-page.tsx";
import { OwnFrame } from "./own-frame.tsx";
import { rootRoute } from "./space-routes.tsx";

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connexion",
  validateSearch: (search: Record<string, unknown>): SignInSearch => ({
    ...(text(search.retour) ? { retour: safeReturn(text(search.retour)) } : {}),
    ...(search.motif === "session" ? { motif: "session" } : {}),
    ...(text(search.organisation) ? { organisation: text(search.organisation) } : {}),
  }),
  component: function SignIn() {
    const search = signIn.useSearch();
    return <SignInPage back={safeReturn(search.retour)} search={search} />;
  },
});

const magicLink = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connexion/lien",
  component: lazyRouteComponent(
    () => import("../../modules/access/agent/magic-link-page.tsx"),
    "MagicLinkPage",
  ),
});

const forgotten = createRoute({
  getParentRoute: () => rootRoute,
  path: "/mot-de-passe-oublie",
  component: lazyRouteComponent(
    () => import("../../modules/access/agent/ask-by-email.tsx"),
    "ForgottenPasswordPage",
  ),
});

const reset = createRoute({
  getParentRoute: () => rootRoute,
  path: "/mot-de-passe",
  component: lazyRouteComponent(
    () => import("../../modules/access/agent/reset-page.tsx"),
    "ResetPasswordPage",
  ),
});

const invitation = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitation",
  component: lazyRouteComponent(
    () => import("../../modules/access/agent/invitation-page.tsx"),
    "InvitationPage",
  ),
});

const emailChange = createRoute({
  getParentRoute: () => rootRoute,
  path: "/adresse-e-mail",
  component: lazyRouteComponent(
    () => import("../../modules/access/agent/email-change-page.tsx"),
    "EmailChangePage",
  ),
});

const registration = createRoute({
  getParentRoute: () => rootRoute,
  path: "/inscription",
  component: lazyRouteComponent(
    () => import("../../modules/access/agent/registration-page.tsx"),
    "RegistrationPage",
  ),
});

/** Everything of one's own account: for whoever is signed in, with or without an organisation. */
const signedIn = createRoute({
  getParentRoute: () => rootRoute,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    if (!me) {
      const motif = tabHadSession() ? ({ motif: "session" } as const) : {};
      throw redirect({ to: "/connexion", search: { retour: safeReturn(location.href), ...motif } });
    }
    return { me };
  },
  component: function Own() {
    const { me } = signedIn.useRouteContext();
    return (
      <OwnFrame me={me}>
        <Outlet />
      </OwnFrame>
    );
  },
});

const secure = createRoute({
  getParentRoute: () => signedIn,
  path: "/connexion/verification",
  validateSearch: (search: Record<string, unknown>): { retour?: string } =>
    text(search.retour) ? { retour: safeReturn(text(search.retour)) } : {},
  component: lazyRouteComponent(
    () => import("../../modules/access/agent/secure-account-page.tsx"),
    "SecureAccountPage",
  ),
});

const profile = createRoute({
  getParentRoute: () => signedIn,
  path: "/compte",
  component: lazyRouteComponent(() => import("../../modules/access/agent/profile-page.tsx"), "ProfilePage"),
});

const security = createRoute({
  getParentRoute: () => signedIn,
  path: "/compte/securite",
  component: lazyRouteComponent(() => import("../../modules/access/agent/security-page.tsx"), "SecurityPage"),
});

/** Getting in, and one's own account. */
export const accessRoutes = [
  signIn,
  magicLink,
  forgotten,
  reset,
  invitation,
  emailChange,
  registration,
  signedIn.addChildren([secure, profile, security]),
] as const;
