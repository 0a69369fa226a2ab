import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MacroData, parseTemplate, renderFormatted, renderText } from './macro.ts';

const base: MacroData = {
  chatId: 42,
  username: '',
  name: 'Ann',
  createdAt: 0,
  stepKey: 'REG',
  stepId: 'id',
  flowKey: 'FD',
  status: 'auto',
  timezone: 'UTC',
  fields: { link: 'https://evil.com' },
  tracker: { clickid: 'c 1&d' },
  variables: new Map([
    ['link', parseTemplate('https://a.com/?s={{tracker.clickid}}', 'message')],
    ['words', parseTemplate('<b>no mark</b> &lt;', 'message')],
  ]),
  event: null,
};

function render(source: string, changes: Partial<MacroData> = {}) {
  const warnings: string[] = [];
  const formatted = renderFormatted(parseTemplate(source, 'message'), { ...base, ...changes }, (warning) =>
    warnings.push(`${warning.macro}: ${warning.reason}`),
  );
  return { ...formatted, warnings };
}

/** The marks in words: `bold Ann`. */
const marks = (source: string, changes: Partial<MacroData> = {}): string[] => {
  const { text, entities } = render(source, changes);
  return entities.map(({ type, offset, length, ...rest }) =>
    [type, JSON.stringify(text.slice(offset, offset + length)), ...Object.values(rest)].join(' '),
  );
};

describe('renderFormatted', () => {
  it.each([
    ['<b>x</b><strong>y</strong>', ['bold "x"', 'bold "y"']],
    ['<i>x</i><em>y</em>', ['italic "x"', 'italic "y"']],
    ['<u>x</u><ins>y</ins>', ['underline "x"', 'underline "y"']],
    [
      '<s>x</s><strike>y</strike><del>z</del>',
      ['strikethrough "x"', 'strikethrough "y"', 'strikethrough "z"'],
    ],
    ['<tg-spoiler>x</tg-spoiler><span class="tg-spoiler">y</span>', ['spoiler "x"', 'spoiler "y"']],
    ['<code>x</code><pre>y</pre>', ['code "x"', 'pre "y"']],
    ['<pre><code class="language-python">x</code></pre>', ['pre "x" python']],
    ['<pre language-c++>x</pre>', ['pre "x" c++']],
    ['<blockquote>x</blockquote>', ['blockquote "x"']],
    ['<blockquote expandable>x</blockquote>', ['expandable_blockquote "x"']],
    ['<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', ['custom_emoji "👍" 5368324170671202286']],
    [
      '<A HREF=\'https://a.com/?x=1&amp;y=">"\' target=_blank>x</a >',
      ['text_link "x" https://a.com/?x=1&y=">"'],
    ],
    ['<a href=https://a.com/?x=1>x</a>', ['text_link "x" https://a.com/?x=1']],
    ['<a href="tg://resolve?domain=x">x</a>', ['text_link "x" tg://resolve?domain=x']],
    ['<a href="tg://user?id={{chatId}}">x</a>', ['text_mention "x" 42']],
  ])('makes marks of %s', (source, expected) => {
    expect(marks(source)).toEqual(expected);
    expect(render(source).text).not.toContain('<');
  });

  it('nests marks, outer first, and counts UTF-16 units behind values', () => {
    expect(render('😀{{name}} <b>a<i>{{name}}</i></b>', { name: '😀<b>' })).toEqual({
      text: '😀😀<b> a😀<b>',
      entities: [
        { type: 'bold', offset: 8, length: 6 },
        { type: 'italic', offset: 9, length: 5 },
      ],
      warnings: [],
    });
  });

  it.each([
    '2 < 3 > 1',
    'I <3 you',
    '<foo>x</foo>',
    'an unclosed <b>',
    'closed </b> only',
    '<b x</b>',
    '<b>x</strong>',
    '<a>x</a>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="/page">x</a>',
    '<a href="https://x@y.com">x</a>',
    '<span>x</span>',
    '<span class="big">x</span>',
    '<tg-emoji emoji-id="x">x</tg-emoji>',
    '<__proto__>x</__proto__>',
    '<script>x</script>',
    '&nbsp; &lt &#0; &#xd800; &#x110000; & &&',
    '<!-- x --><br/>',
  ])('leaves as it stands: %s', (source) => {
    expect(render(source)).toEqual({ text: source, entities: [], warnings: [] });
  });

  it('leaves the inner of two crosswise tags as text', () => {
    expect(render('<b>1<i>2</b>3</i>')).toMatchObject({
      text: '1<i>23</i>',
      entities: [{ type: 'bold', offset: 0, length: 5 }],
    });
  });

  it('leaves marks out where Telegram takes none', () => {
    expect(render('<code><b>x</b></code>').text).toBe('<b>x</b>');
    expect(render('<pre><a href="https://a.com">x</a></pre>').text).toBe('<a href="https://a.com">x</a>');
    expect(marks('<a href="https://a.com">x<a href="https://b.com">y</a></a>')).toEqual([
      'text_link "x<a href=\\"https://b.com\\">y</a>" https://a.com',
    ]);
    expect(marks('<blockquote>x<blockquote expandable>y</blockquote></blockquote>')).toHaveLength(1);
    expect(marks('<b>x<strong>y</strong></b>')).toEqual(['bold "xy"']);
    expect(marks('<b></b><i>{{username}}</i>')).toEqual([]);
  });

  it('makes signs of references, once', () => {
    expect(render('&lt;b&gt; &amp;amp; &quot; &#39;&#x1F600;').text).toBe(`<b> &amp; " '😀`);
    expect(render('&#123;&#123;name}}').text).toBe('{{name}}');
  });

  it('never reads a value or a variable as markup', () => {
    const name = '<b>&lt;</b>';
    expect(render('<i>{{name}}</i>{{variables.words}}', { name })).toEqual({
      text: `${name}<b>no mark</b> &lt;`,
      entities: [{ type: 'italic', offset: 0, length: name.length }],
      warnings: [],
    });
    expect(render('<{{name}}>x</{{name}}>', { name: 'b' })).toMatchObject({ text: '<b>x</b>', entities: [] });
    expect(marks('<span class="{{name}}">x</span>', { name: 'tg-spoiler' })).toEqual([]);
  });

  it('encodes values in a link, and takes a whole address from a variable only', () => {
    expect(
      marks('<a href="https://a.com/{{name}}?s={{tracker.clickid}}">{{name}}</a>', { name: '"</a>' }),
    ).toEqual(['text_link "\\"</a>" https://a.com/%22%3C%2Fa%3E?s=c%201%26d']);
    expect(marks('{{name}} <a href="{{variables.link}}">x</a>')).toEqual([
      'text_link "x" https://a.com/?s=c%201%26d',
    ]);
    expect(render('<a href="{{variables.words}}">x</a>')).toEqual({
      text: 'x',
      entities: [],
      warnings: ['variables.words: host'],
    });
    for (const href of ['{{fields.link}}', 'https://{{name}}', 'https://a.com{{name}}', 'h{{name}}']) {
      expect(render(`<a href="${href}">x</a>`).entities).toEqual([]);
    }
  });

  it('encodes values in a URL of the text that a tag stands in', () => {
    const { text, entities } = render('See <b>https://a.com/?s=</b>{{tracker.clickid}} {{tracker.clickid}}');
    expect(text).toBe('See https://a.com/?s=c%201%26d c 1&d');
    expect(entities).toEqual([{ type: 'bold', offset: 4, length: 17 }]);
  });

  it('without markup writes exactly what renderText writes', () => {
    const pieces = fc.constantFrom(
      '{{name}}',
      '{{variables.link}}',
      '{{no}}',
      'https://a.com/?a=',
      '&b=',
      ' ',
      '😀',
      '< ',
      '>',
    );
    fc.assert(
      fc.property(fc.array(pieces), fc.string({ unit: 'binary' }), (source, name) => {
        const data = { ...base, name };
        const text = renderText(parseTemplate(source.join(''), 'message'), data, () => undefined);
        expect(render(source.join(''), { name })).toMatchObject({ text, entities: [] });
      }),
    );
  });

  it('keeps every mark inside the text and no half sign, whatever the source and the values', () => {
    const pieces = fc.constantFrom(
      ...[
        '<b>',
        '</b>',
        '<i>',
        '</i>',
        '<code>',
        '</code>',
        '<pre>',
        '</pre>',
        '<a href="https://a.com/',
        '">',
      ],
      ...['<a href="', '</a>', '{{name}}', '{{variables.link}}', '&lt;', '&', '<', '\ud800', '😀', 'x', ' '],
    );
    fc.assert(
      fc.property(fc.array(pieces), fc.string({ unit: 'binary' }), (source, name) => {
        const { text, entities } = render(source.join(''), { name });
        expect(text.isWellFormed()).toBe(true);
        for (const { offset, length, url } of entities) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(length).toBeGreaterThan(0);
          expect(offset + length).toBeLessThanOrEqual(text.length);
          expect(text.slice(offset, offset + length).isWellFormed()).toBe(true);
          expect(url ?? 'https://a.com/').toMatch(/^https:\/\/a\.com\//);
        }
      }),
    );
  });

  it('reads a megabyte in linear time', () => {
    for (const part of [
      '<a href="',
      '<b>',
      '</b>',
      '<b></b>',
      '<a href="https://a.com/{{name}}">{{name}}</a>',
      '<a x ',
      '&#',
    ]) {
      const { text } = render(part.repeat(Math.ceil(1_000_000 / part.length)));
      expect(text.length).toBeLessThanOrEqual(1_100_000);
    }
  });
});
