/** The networks that Signalbox knows. A new one is a data file and a line here. */
import { assert } from '../base/assert.ts';
import onewin from './1win.json' with { type: 'json' };
import affise from './affise.json' with { type: 'json' };
import binom from './binom.json' with { type: 'json' };
import binomo from './binomo.json' with { type: 'json' };
import custom from './custom.json' with { type: 'json' };
import everflow from './everflow.json' with { type: 'json' };
import keitaro from './keitaro.json' with { type: 'json' };
import { type Network, parseNetwork } from './networkFile.ts';
import pocketoption from './pocketoption.json' with { type: 'json' };
import redtrack from './redtrack.json' with { type: 'json' };
import tune from './tune.json' with { type: 'json' };
import voluum from './voluum.json' with { type: 'json' };

const partners = [onewin, binomo, pocketoption];
const trackers = [keitaro, binom, voluum, redtrack];
const platforms = [affise, tune, everflow];

/** Key -> network, in the order in which they are offered. */
export const networks: ReadonlyMap<string, Network> = new Map(
  [...partners, ...trackers, ...platforms, custom].map((file: unknown) => {
    const network = parseNetwork(file);
    assert(network.ok, `a network file is wrong: ${network.ok ? '' : network.reason}`);
    return [network.value.key, network.value];
  }),
);
