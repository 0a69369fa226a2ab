// Finds the browser for the browser tests, or installs it where that is possible.
import { existsSync } from 'node:fs';
import { run, stop } from './node24.mjs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const find = () => places.find((place) => existsSync(place));

/** Path of a Chromium or Chrome; installs Debian's when we are root there, else exits 1 with advice. */
export async function ensureChromium() {
  const found = find();
  if (found) return found;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return stop(
      'the browser tests need Chromium or Google Chrome: install one (Debian: apt-get install chromium)',
    );
  }
  console.error('signalbox: installing chromium (apt-get) for the browser tests, this happens once');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  const code = await run('apt-get', ['install', '-qq', '-y', '--no-install-recommends', 'chromium'], { env });
  if (code >= 128) process.exit(code);
  return find() ?? stop('chromium could not be installed; the reasons are above');
}
