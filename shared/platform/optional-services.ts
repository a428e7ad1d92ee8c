/**
 * Services of other companies that a deployment may add to its pages. Public: written to `/configuration.json`, which
 * each page reads. What is absent is not there at all: no script, no request, no opening in the content policy.
 */
export interface OptionalServices {
  /** Matomo counts visits: its address, with a slash at the end, and the number of our site in it. */
  visits?: { url: string; site: number };
  /** Sentry receives errors of scripts. */
  errors?: { dsn: string };
  /** A live chat: the script that its company gives. */
  chat?: { script: string };
}

/** Path of the public file, on the origin of the app. */
export const configurationPath = "/configuration.json";
