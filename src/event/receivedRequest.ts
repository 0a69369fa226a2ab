/** A call from outside as it came in, before anybody read meaning into it. */
export type ReceivedRequest = {
  method: string;
  /** Path and query exactly as received; no scheme or host. */
  url: string;
  contentType: string;
  /** Body as text, '' when there was none; bytes that are no UTF-8 are replaced by U+FFFD. */
  body: string;
};
