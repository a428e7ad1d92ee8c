import type { ReactElement } from "react";
import { renderToString } from "react-dom/server";
import { CopyLinksPage } from "../modules/mail/copy-links/page.tsx";
import { FileLinkPage } from "../modules/mail/file-link/page.tsx";
import { DirectoryPage, NotFoundPage } from "../modules/mediation/public/directory-page.tsx";
import { FollowUpPage } from "../modules/mediation/public/follow-up/page.tsx";
import { RequestFormPage } from "../modules/mediation/public/request-form/page.tsx";
import { SurveyPage } from "../modules/mediation/public/survey/page.tsx";
import { HomePage } from "./home-page.tsx";
import { AccessibilityPage, LegalNoticePage, PersonalDataPage } from "./legal-pages.tsx";

/** First state of each page that is known before anyone asks for it, by its file below the site's root. */
export const prerendered: Readonly<Record<string, ReactElement>> = {
  "index.html": <HomePage />,
  "404.html": <NotFoundPage />,
  "accessibilite/index.html": <AccessibilityPage />,
  "mentions-legales/index.html": <LegalNoticePage />,
  "donnees-personnelles/index.html": <PersonalDataPage />,
  "mediation/index.html": <DirectoryPage />,
  "mediation/demande.html": <RequestFormPage />,
  "suivi.html": <FollowUpPage />,
  "avis.html": <SurveyPage />,
  "fichier.html": <FileLinkPage />,
  "courriels.html": <CopyLinksPage />,
};

/** The built page `file` with its first state in it; other pages are left as they are. */
export const renderPage = (file: string, html: string): string => {
  const page = prerendered[file];
  return page ? html.replace("<!--page-->", () => renderToString(page)) : html;
};
