/** What somebody sees who opens a sign-in link a second time or too late. */
export const usedLinkPage = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>This sign-in link has been used or has expired</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem}</style></head>
<body>
<h1>This sign-in link has been used or has expired</h1>
<p>A link works once and for 15 minutes. Start Signalbox again: it prints a new one.</p>
<p><a href="/">Go to Signalbox</a></p>
<hr>
<p lang="ru">Эта ссылка для входа уже использована или устарела: она действует один раз и 15 минут.
Запустите Signalbox ещё раз, и он напечатает новую.</p>
</body>
</html>
`;
