/** What is offered at a place, by examples. The cursor is `¦`, or `|` where the text has none of its own. */
import { describe, expect, it } from 'vitest';
import { Cluster, type CompleteOptions, type Completion, complete } from '../../../src/index.js';
import { INSTANCES, TASKS } from '../../node/small-fleet.js';

const cluster = Cluster.from([INSTANCES, TASKS]);

function at(marked: string, options: CompleteOptions & { readonly without?: true } = {}): readonly Completion[] {
  const offset = marked.includes('¦') ? marked.indexOf('¦') : marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return complete(text, offset, options.without ? undefined : cluster, options);
}

/** The texts offered, with the rows in brackets. */
function offered(marked: string, options?: Parameters<typeof at>[1]): readonly string[] {
  return at(marked, options).map(({ text, rows }) => (rows === undefined ? text : `${text} (${rows})`));
}

/** The text as the first completion leaves it. */
function completed(marked: string): string | undefined {
  const text = marked.replace('|', '');
  const [first] = at(marked);
  return first && text.slice(0, first.start) + first.text + text.slice(first.end);
}

describe('subjects', () => {
  it('are those of the language with the names of the cluster, the most frequent first', () => {
    expect(offered('|', { dialect: 'ecs' })).toEqual([
      'agentConnected (4)',
      'attribute:ecs.availability-zone (4)',
      'attribute:ecs.instance-type (4)',
      'ec2InstanceId (4)',
      'registeredAt (4)',
      'runningTasksCount (4)',
      'attribute:stack (3)',
      'task:group (1)',
      'agentVersion (0)',
      'not',
    ]);
  });

  it('are those of the superset, too, where it is spoken', () => {
    const more = ['tag:', 'remaining:memory', 'utilization:cpu', 'task:family', 'status', 'count(', '*', 'from tasks'];
    expect(offered('|')).toEqual(expect.arrayContaining(more));
    expect(offered('agentConnected == true and f|')).not.toContain('from tasks');
    expect(offered('count(|')).toEqual(expect.arrayContaining(['task:group (1)', 'task:family']));
    expect(offered('count(agentC|')).toEqual([]);
  });

  it('are the keys of tags, quoted where they have to be', () => {
    const tagged = Cluster.from({
      containerInstances: [['team'], ['team', 'cost center']].map((keys, index) => ({
        containerInstanceArn: `arn:aws:ecs:eu-central-1:1:container-instance/c/${index}`,
        tags: keys.map((key) => ({ key, value: 'x' })),
      })),
    });
    expect(tagged.complete('tag:', 4).map(({ text, rows }) => [text, rows])).toEqual([
      ['tag:team', 2],
      ["tag:'cost center'", 1],
    ]);
    expect(tagged.complete("tag:'cost center' == ", 21).map(({ text }) => text)).toEqual(['x']);
    expect(tagged.schema().filter(({ subject }) => subject.startsWith('tag:'))).toMatchObject([
      { subject: "tag:'cost center'", rows: 1 },
      { subject: 'tag:team', rows: 2 },
    ]);
  });

  it('are those built into ECS without a cluster', () => {
    const texts = offered('attribute:ecs.a|', { without: true });
    expect(texts).toEqual(['attribute:ecs.ami-id', 'attribute:ecs.availability-zone', 'attribute:ecs.awsvpc-trunk-id']);
  });

  it.each([
    ['run|', 'runningTasksCount (4)'],
    ['RUN|', 'runningTasksCount (4)'],
    ['zone|', 'attribute:ecs.availability-zone (4)'],
    ['stack|', 'attribute:stack (3)'],
    ['agentConnected == true and ta|', 'task:group (1)'],
    ['not(ec2|', 'ec2InstanceId (4)'],
  ])('%s offers %s', (marked, first) => {
    expect(offered(marked)[0]).toBe(first);
  });

  it('have the line of the table', () => {
    expect(at('agentC|')[0]?.description).toBe('whether the agent on the instance is connected');
  });
});

describe('operators', () => {
  it('are those that the subject takes', () => {
    expect(offered('runningTasksCount |')).toEqual([
      '==',
      '!=',
      '>',
      '>=',
      '<',
      '<=',
      'in',
      '!in',
      'exists',
      '!exists',
    ]);
    expect(offered('runningTasksCount |', { dialect: 'ecs' })).toEqual(['==', '!=', '>', '>=', '<', '<=']);
  });

  it.each([
    ['attribute:stack not|', ['not_equals', 'not_in', 'not_matches', 'not_exists']],
    ['attribute:stack !|', ['!=', '!in', '!~', '!exists']],
    ['runningTasksCount >|', ['>', '>=']],
    ['attribute:stack mat|', ['matches', 'not_matches']],
    ['nonsense |', []],
  ])('%s offers %j', (marked, texts) => {
    expect(offered(marked)).toEqual(texts);
  });
});

describe('values', () => {
  it.each([
    ['attribute:stack == |', ['prod (2)', 'test (1)']],
    ['attribute:stack ==|', ['prod (2)', 'test (1)']],
    ['attribute:stack == t|', ['test (1)']],
    ['attribute:stack == |prod', ['prod (2)', 'test (1)']],
    ['agentConnected == |', ['true (4)', 'false']],
    ['task:group == |', ['service:web (1)']],
    ['registeredAt > now-|', ['now-1h', 'now-1d', 'now-7d', 'now-30d']],
    ['registeredAt > now-7|', ['now-7s', 'now-7m', 'now-7h', 'now-7d', 'now-7w']],
    ['registeredAt > now-7d|', ['now-7d']],
    ['from tasks registeredAt > now-1d|', ['now-1d']],
    ['remaining:memory >= 4|', ['4GiB', '4MiB', '4KiB', '4TiB', '4096 (1)', '1024 (1)', '2048 (1)']],
    ['remaining:memory >= 1.5G|', ['1.5GiB']],
    ['remaining:cpu >= 2|', ['2vcpu', '2048 (4)']],
    ['remaining:gpu >= 2|', []],
    ['attribute:nowhere == |', []],
  ])('%s offers %j', (marked, texts) => {
    expect(offered(marked)).toEqual(texts);
  });

  it('are told from now first where an order is asked, and last where one of the values is', () => {
    const instant = '2026-01-02T03:04:05Z';
    expect(at('registeredAt > |')[0]?.text).toBe('now-1h');
    expect(at('registeredAt == |')[0]?.text).toBe(instant);
    const offers = [instant, 'now-1h', 'now-1d', 'now-7d', 'now-30d', 'now'];
    for (const operator of ['>', '==']) {
      expect(at(`registeredAt ${operator} |`).map(({ text }) => text)).toEqual(expect.arrayContaining(offers));
    }
    expect(offered('registeredAt > now|', { dialect: 'ecs' })).toEqual([]);
  });

  it('are narrowed by conditions on the time where it is known', () => {
    const text = 'registeredAt > now-1d and attribute:stack == |';
    expect(offered(text)).toEqual(['prod (2)', 'test (1)']);
    expect(offered(text, { now: '2026-01-03T03:04:00Z' })).toEqual(['prod (2)', 'test (1)']);
    expect(offered(text, { now: '2036-01-01T00:00:00Z' })).toEqual([]);
    expect(() => complete(text, 0, undefined, { now: 'noon' })).toThrow('now has to be');
  });

  it.each([
    [
      'with what is and-ed before',
      'attribute:stack == prod and attribute:ecs.instance-type == |',
      ['c6g.large (1)', 'm5.large (1)'],
    ],
    [
      'with what is and-ed after',
      'attribute:ecs.instance-type == | and attribute:stack == prod',
      ['c6g.large (1)', 'm5.large (1)'],
    ],
    [
      'not with what is or-ed',
      'attribute:stack == prod or attribute:ecs.instance-type == |',
      ['m5.large (3)', 'c6g.large (1)'],
    ],
    [
      'with what is and-ed around an or',
      'attribute:stack == prod and (attribute:stack == x or attribute:ecs.instance-type == |)',
      ['c6g.large (1)', 'm5.large (1)'],
    ],
    [
      'with an open parenthesis',
      '(attribute:stack == prod and (attribute:ecs.instance-type == |',
      ['c6g.large (1)', 'm5.large (1)'],
    ],
    [
      'with garbage behind',
      'attribute:stack == prod and attribute:ecs.instance-type == | ]] and',
      ['c6g.large (1)', 'm5.large (1)'],
    ],
    [
      'within not',
      'not(attribute:stack == prod and attribute:ecs.instance-type == |)',
      ['c6g.large (1)', 'm5.large (1)'],
    ],
    [
      'not with what is wrong',
      'attribute:stack = prod and attribute:ecs.instance-type == |',
      ['m5.large (3)', 'c6g.large (1)'],
    ],
    [
      'not with what no subject is',
      'nonsense == prod and attribute:ecs.instance-type == |',
      ['m5.large (3)', 'c6g.large (1)'],
    ],
    ['with none left', 'attribute:stack == nothing and attribute:ecs.instance-type == |', []],
  ])('are narrowed %s', (_, marked, texts) => {
    expect(offered(marked)).toEqual(texts);
  });

  it.each([
    ['attribute:ecs.instance-type in [|', ['m5.large (3)', 'c6g.large (1)']],
    ['attribute:ecs.instance-type in [m5.large, |', ['c6g.large (1)']],
    ['attribute:ecs.instance-type in [|, m5.large] and attribute:stack exists', ['c6g.large (1)']],
    ['attribute:ecs.instance-type in ["m5.large", | and attribute:stack == prod', ['c6g.large (1)']],
    ['attribute:ecs.instance-type in [|] and attribute:stack == test', ['m5.large (1)']],
    ['attribute:ecs.instance-type in |', ['[']],
    ['attribute:ecs.instance-type in [m5.large |', [',', ']']],
    ['attribute:ecs.instance-type in (m5.large |', [')', ',']],
  ])('of a list are those not named yet: %s', (marked, texts) => {
    expect([...offered(marked)].sort()).toEqual([...texts].sort());
  });

  it.each([
    ["attribute:stack == 'pr|", "attribute:stack == 'prod'"],
    ["attribute:stack == 'pr|' and x", "attribute:stack == 'prod' and x"],
    ['attribute:stack == "pr|" and x', 'attribute:stack == "prod" and x'],
    ["attribute:stack == 'pr| and agentConnected == 'true'", "attribute:stack == 'prod' and agentConnected == 'true'"],
    ['attribute:stack == p|r and x', 'attribute:stack == prod and x'],
    ['agentC|onn == true', 'agentConnected == true'],
    ['attribute:ecs.instance-type =~ c|6 and', 'attribute:ecs.instance-type =~ c6g\\.large and'],
    ['attribute:stack not_e|xists and x', 'attribute:stack not_equals and x'],
  ])('replace the word at the cursor: %s', (marked, text) => {
    expect(completed(marked)).toBe(text);
  });

  it('are quoted where they have to be', () => {
    const values = ["it's", 'two words', 'back\\', ''];
    const odd = Cluster.from({
      containerInstances: values.map((value, index) => ({
        containerInstanceArn: `arn:aws:ecs:eu-central-1:1:container-instance/c/${index}`,
        attributes: [{ name: 'a', value }],
      })),
    });
    const texts = (text: string) => odd.complete(text, text.length).map((completion) => completion.text);
    expect(texts('attribute:a == ')).toEqual(["''", "'it\\'s'", "'two words'", 'back\\']);
    expect(texts('attribute:a == "t')).toEqual(['"two words"', '"it\'s"']);
    for (const text of texts('attribute:a == ')) expect(odd.prepare(`attribute:a == ${text}`).count()).toBe(1);
    for (const text of texts('attribute:a =~ ')) expect(odd.prepare(`attribute:a =~ ${text}`).count()).toBe(1);
  });
});

describe('patterns', () => {
  it('are values with their signs escaped, and what several of them begin with', () => {
    expect(offered('attribute:ecs.instance-type =~ |')).toEqual(['m5\\.large (3)', 'c6g\\.large (1)']);
    expect(offered('attribute:ecs.availability-zone =~ eu-|')).toEqual([
      'eu-.* (4)',
      'eu-central-.* (4)',
      'eu-central-1a (2)',
      'eu-central-1b (2)',
    ]);
  });

  it('go on with a dot that was not escaped', () => {
    expect(offered('attribute:ecs.instance-type =~ m5.|')).toEqual(['m5\\.large (3)']);
  });
});

describe('words', () => {
  it('connect conditions, and close what is open', () => {
    expect(offered('agentConnected == true |')).toEqual(['and', 'or', '|']);
    expect(offered('agentConnected == true |', { dialect: 'ecs' })).toEqual(['and', 'or']);
    expect(offered('(agentConnected == true a|')).toEqual(['and']);
    expect(offered('(agentConnected == true |')).toEqual(['and', 'or', ')']);
  });
});

describe('tasks', () => {
  it('are the rows after from tasks', () => {
    expect(offered('from |')).toEqual(['tasks', 'instances']);
    expect(offered('from tasks task:group == |')).toEqual(['service:web (1)']);
    expect(offered('from tasks attribute:stack == |')).toEqual(['prod (1)']);
    expect(offered('from tasks attribute:stack == test and task:group == |')).toEqual([]);
    expect(at('from tasks task:gr|')[0]?.description).toBe('the group of the task');
  });
});

describe('counts', () => {
  it('are of tasks', () => {
    expect(offered('count(task:group == |')).toEqual(['service:web (1)']);
    expect(offered('attribute:stack == test and count(task:group == |) > 1')).toEqual([]);
    expect(offered('count(task:group == service:web and task:fam|')).toEqual(['task:family']);
    expect(offered('from tasks count(agentC|')).toEqual([]);
    expect(offered('count(task:group == service:web |')).toEqual(['and', 'or', ')']);
  });

  it('are compared as numbers are', () => {
    const operators = ['==', '!=', '>', '>=', '<', '<=', 'in', '!in', 'exists', '!exists'];
    expect(offered('count(task:group == service:web) |')).toEqual(operators);
    expect(offered('count(*) >|')).toEqual(['>', '>=']);
    expect(offered('count(task:group == service:web) > |')).toEqual(['0 (3)', '1 (1)']);
    expect(offered('attribute:stack == test and count(task:group == service:web) == |')).toEqual(['0 (1)']);
    expect(offered('count(task:group == service:web) > 0 and attribute:stack == |')).toEqual(['prod (1)']);
  });
});

describe('stages', () => {
  it.each([
    ['* | s¦', ['sort', 'select', 'sum', 'distinct']],
    ['* | li¦', ['limit']],
    ['* | limit ¦', ['10', '20', '100']],
    ['* | limit 10 ¦', ['|']],
    [
      '* | sort att¦',
      ['attribute:ecs.availability-zone (4)', 'attribute:ecs.instance-type (4)', 'attribute:stack (3)'],
    ],
    ['* | sort attribute:stack, attribute:st¦', []],
    ['* | sort attribute:stack ¦', ['desc', 'asc', ',', '|']],
    ['* | sort attribute:stack desc ¦', [',', '|']],
    ['* | count ¦', ['by', '|']],
    ['* | count by attribute:stack ¦', [',', '|']],
    ['* | count by attribute:stack | sort ¦', ['attribute:stack', 'count']],
    ['* | count by attribute:stack | where co¦', ['count']],
    [
      '* | count by attribute:stack | where count ¦',
      ['==', '!=', '>', '>=', '<', '<=', 'in', '!in', 'exists', '!exists'],
    ],
    ['* | count by attribute:stack | where attribute:stack == ¦', []],
    ['registeredAt > now-1d | count by attribute:stack | sort ¦', ['attribute:stack', 'count']],
    ['* | where attribute:stack == ¦', ['prod (2)', 'test (1)']],
    ['attribute:ecs.instance-type == c6g.large | sort status | where attribute:stack == ¦', ['prod (1)']],
    ['attribute:stack == ¦ | where attribute:ecs.instance-type == c6g.large', ['prod (2)', 'test (1)']],
    ['attribute:stack == ¦ | count by', ['prod (2)', 'test (1)']],
  ])('%s offers %j', (marked, texts) => {
    expect(offered(marked)).toEqual(texts);
  });
});

describe('broken text', () => {
  it.each([
    ['after stray words', 'foo bar baz and agentC|', ['agentConnected (4)']],
    ['after a stray bracket', 'agentConnected == true ] or (agentC|', ['agentConnected (4)']],
    ['in a quote that opens nothing', "'agentC|", []],
    ['after what nothing can follow', 'attribute:stack prod |', []],
  ])('is read %s', (_, marked, texts) => {
    expect(offered(marked)).toEqual(texts);
  });

  it('is not read where it is longer than a query may be', () => {
    const long = (length: number) => 'agentC'.padStart(length);
    expect(complete(long(65_536), 65_536)).toHaveLength(1);
    expect(complete(long(65_537), 65_537)).toEqual([]);
  });

  it('has an offset within it', () => {
    expect(complete('agentC', 100)).toEqual(complete('agentC', 6));
    expect(complete('agentC', -1)).toEqual(complete('agentC', 0));
    expect(complete('agentC', Number.NaN)).toEqual(complete('agentC', 0));
  });
});
