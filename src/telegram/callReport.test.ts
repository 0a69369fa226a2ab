import { GrammyError, HttpError } from 'grammy';
import { describe, expect, it } from 'vitest';
import { readFailure } from './botApi.ts';
import { callReport } from './callReport.ts';

const refused = (code: number, description: string, parameters: object = {}): unknown =>
  callReport(
    readFailure(
      new GrammyError(
        'Call failed',
        { ok: false, error_code: code, description, parameters },
        'sendMessage',
        {},
      ),
    ),
  );

const broken = (code: string): unknown =>
  callReport(readFailure(new HttpError('Network request failed', Object.assign(new Error('x'), { code }))));

describe('what Telegram refuses', () => {
  it.each([
    [403, 'Forbidden: bot was blocked by the user', 'blockedByLead'],
    [400, 'Bad Request: USER_IS_BLOCKED', 'blockedByLead'],
    [403, 'Forbidden: user is deactivated', 'cannotWrite'],
    [403, "Forbidden: bot can't initiate conversation with a user", 'cannotWrite'],
    [403, 'Forbidden: bot was kicked from the group chat', 'cannotWrite'],
    [403, 'Forbidden: bot is not a member of the channel chat', 'cannotWrite'],
    [400, 'Bad Request: chat not found', 'cannotWrite'],
    [400, 'Bad Request: PEER_ID_INVALID', 'cannotWrite'],
    [400, 'Bad Request: BUSINESS_CONNECTION_INVALID', 'cannotWrite'],
    [400, 'Bad Request: business connection not found', 'cannotWrite'],
    [400, 'Bad Request: BUSINESS_PEER_USAGE_MISSING', 'cannotWrite'],
    [400, 'Bad Request: BUSINESS_CONNECTION_NOT_ALLOWED', 'cannotWrite'],
    // The right to answer was taken away.
    [400, 'Bad Request: BOT_ACCESS_FORBIDDEN', 'cannotWrite'],
    [403, 'Forbidden: something new', 'cannotWrite'],
    [400, 'Bad Request: VOICE_MESSAGES_FORBIDDEN', 'failed'],
    [400, 'Bad Request: message text is empty', 'failed'],
    [413, 'Request Entity Too Large', 'failed'],
    [400, 'Bad Request: wrong file identifier/HTTP URL specified', 'badFile'],
    [400, 'Bad Request: wrong remote file identifier specified: Wrong padding length', 'badFile'],
    [400, 'Bad Request: failed to get HTTP URL content', 'badFile'],
    [400, 'Bad Request: FILE_REFERENCE_EXPIRED', 'badFile'],
    [400, 'Bad Request: message is not modified: specified new message content...', 'done'],
    [400, 'Bad Request: query is too old and response timeout expired or query ID is invalid', 'done'],
    [400, 'Bad Request: USER_ALREADY_PARTICIPANT', 'done'],
    [401, 'Unauthorized', 'unauthorised'],
    [404, 'Not Found', 'unknown'],
    [500, 'Internal Server Error: restart', 'retry'],
    [502, 'Bad Gateway', 'retry'],
  ])('%i %s is %s', (code, description, result) => {
    expect(refused(code, description)).toMatchObject({ result });
  });

  it('keeps its own words as the reason', () => {
    expect(refused(400, "Bad Request: can't parse something")).toEqual({
      result: 'failed',
      reason: "Bad Request: can't parse something",
    });
  });

  it('pauses the bot for as long as a 429 says, a second at least and a day at most', () => {
    const paused = (parameters: object): unknown => refused(429, 'Too Many Requests', parameters);
    expect(paused({ retry_after: 17 })).toMatchObject({ result: 'paused', seconds: 17 });
    expect(paused({ retry_after: 0.5 })).toMatchObject({ seconds: 1 });
    expect(paused({})).toMatchObject({ seconds: 1 });
    expect(paused({ retry_after: 1e12 })).toMatchObject({ seconds: 86_400 });
  });

  it('follows a group that has moved', () => {
    const report = refused(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: -100_123,
    });
    expect(report).toEqual({ result: 'migrated', to: -100_123 });
  });

  it('cuts a server’s words and stores no half characters', () => {
    const report = refused(400, `\0${'😀'.repeat(1000)}`);
    expect(JSON.stringify(report).length).toBeLessThan(700);
    expect(JSON.stringify(report)).not.toContain('\\u0000');
    expect(JSON.stringify(report)).not.toContain('\\ud83d"');
  });
});

describe('a connection that broke', () => {
  it.each(['ENOTFOUND', 'ECONNREFUSED', 'EAI_AGAIN', 'CERT_HAS_EXPIRED'])(
    'before it was made (%s): nothing was sent',
    (code) => {
      expect(broken(code)).toMatchObject({ result: 'unreached' });
    },
  );

  it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'something else'])(
    'later (%s): it may have arrived',
    (code) => {
      expect(broken(code)).toMatchObject({ result: 'uncertain' });
    },
  );
});
