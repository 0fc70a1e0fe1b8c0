// Calls everything a trader uses of ccxt's deribit client, REST and WebSocket, against a simulated exchange.
// node ccxt.mjs FOLDER_WITH_NODE_MODULES HOST:PORT ID SECRET; exit code 0 when every step worked.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, host, id, secret] = process.argv.slice(2);
const path = createRequire(pathToFileURL(join(folder, 'x.js'))).resolve('ccxt');
const loaded = await import(pathToFileURL(path));
const ccxt = loaded.default ?? loaded;
let failed = 0;
async function step(name, f) {
  try { const r = await f(); console.log('ok  ', name, r === undefined ? '' : String(r).slice(0, 160)); }
  catch (e) { failed++; console.log('FAIL', name, e.constructor.name, String(e.message).slice(0, 400)); }
}
const need = (c, m) => { if (!c) throw new Error('expected ' + m); };
function point(x) {
  x.urls['api']['rest'] = 'http://' + host;
  x.urls['api']['ws'] = 'ws://' + host + '/ws/api/v2';
  x.apiKey = id; x.secret = secret; return x;
}
const ex = point(new ccxt.deribit({ enableRateLimit: false }));
const sym = 'BTC/USD:BTC';
await step('fetchTime', async () => Math.abs(await ex.fetchTime() - Date.now()));
await step('fetchStatus', async () => (await ex.fetchStatus()).status);
await step('fetchCurrencies', async () => Object.keys(await ex.fetchCurrencies()));
await step('loadMarkets', async () => { const m = await ex.loadMarkets(); const t = {}; for (const x of Object.values(m)) { const k = x.type + '/' + x.settle; t[k] = (t[k] || 0) + 1; } return JSON.stringify(t); });
const opt = Object.values(ex.markets).find(m => m.option && m.base === 'BTC');
const fut = Object.values(ex.markets).find(m => m.future);
for (const c of ['BTC', 'ETH', 'USDC']) for (const k of ['option', 'future']) await step('fetchMarkets ' + c + ' ' + k, async () => (await ex.fetchMarkets({ currency: c, kind: k })).length);
for (const s of [sym, 'ETH/USD:ETH', 'BTC/USDC:USDC', fut?.symbol, opt.symbol]) {
  await step('fetchTicker ' + s, async () => { const t = await ex.fetchTicker(s); need(t.bid > 0 || t.info.mark_price > 0, 'bid'); return t.bid + ' ' + t.ask + ' ' + t.last; });
  await step('fetchOrderBook ' + s, async () => { const b = await ex.fetchOrderBook(s, 10); return b.bids.length + ' ' + b.asks.length; });
}
await step('fetchTickers', async () => Object.keys(await ex.fetchTickers(undefined, { code: 'BTC' })).length);
await step('fetchTrades', async () => (await ex.fetchTrades(sym)).length);
await step('fetchOHLCV', async () => (await ex.fetchOHLCV(sym, '1m')).length);
await step('fetchFundingRate', async () => (await ex.fetchFundingRate(sym)).fundingRate);
await step('fetchFundingRateHistory', async () => (await ex.fetchFundingRateHistory(sym)).length);
await step('fetchGreeks', async () => (await ex.fetchGreeks(opt.symbol)).delta);
await step('fetchOption', async () => (await ex.fetchOption(opt.symbol)).impliedVolatility);
await step('fetchOptionChain', async () => Object.keys(await ex.fetchOptionChain('BTC')).length);
await step('fetchOpenInterest', async () => (await ex.fetchOpenInterest(sym)).openInterestValue);
await step('fetchAccounts', async () => (await ex.fetchAccounts()).length);
await step('fetchBalance', async () => JSON.stringify((await ex.fetchBalance()).total));
await step('fetchBalance BTC', async () => JSON.stringify((await ex.fetchBalance({ code: 'BTC' })).BTC));
const book = await ex.fetchOrderBook(sym);
let order;
await step('createOrder limit', async () => { order = await ex.createOrder(sym, 'limit', 'buy', 100, book.bids[0][0] - 500, { label: 'ccxt-1' }); need(order.status === 'open', 'open'); return order.id; });
await step('editOrder', async () => { const o = await ex.editOrder(order.id, sym, 'limit', 'buy', 200, book.bids[0][0] - 600); need(o.amount === 200, '200'); return o.price; });
await step('fetchOrder', async () => (await ex.fetchOrder(order.id)).status);
await step('fetchOpenOrders', async () => (await ex.fetchOpenOrders(sym)).length);
await step('fetchOpenOrders by currency', async () => (await ex.fetchOpenOrders(undefined, undefined, undefined, { currency: 'BTC' })).length);
await step('cancelOrder', async () => { const o = await ex.cancelOrder(order.id); need(o.status === 'canceled', 'canceled'); return o.status; });
await step('createOrder market', async () => { const o = await ex.createOrder(sym, 'market', 'buy', 1000); need(o.status === 'closed' && o.filled === 1000, 'filled'); order = o; return o.average + ' ' + o.trades.length; });
await step('createOrder market sell', async () => { const o = await ex.createOrder(sym, 'market', 'sell', 500); return o.status; });
await step('createOrder option limit', async () => { const o = await ex.createOrder(opt.symbol, 'limit', 'buy', opt.limits.amount.min, opt.limits.price.min, { postOnly: true }); await ex.cancelOrder(o.id); return o.status; });
await step('createOrder IOC', async () => (await ex.createOrder(sym, 'limit', 'buy', 100, book.asks[0][0] + 50, { timeInForce: 'IOC' })).status);
await step('insufficient / bad amount', async () => { try { await ex.createOrder(sym, 'limit', 'buy', 5e9, book.bids[0][0]); } catch (e) { return e.constructor.name + ' ' + e.message.slice(0, 120); } throw new Error('no error'); });
await step('unknown order', async () => { try { await ex.fetchOrder('1'); } catch (e) { return e.constructor.name; } throw new Error('no error'); });
await step('fetchMyTrades', async () => (await ex.fetchMyTrades(sym)).length);
await step('fetchMyTrades currency', async () => (await ex.fetchMyTrades(undefined, Date.now() - 60000, 10, { currency: 'BTC' })).length);
await step('fetchOrderTrades', async () => (await ex.fetchOrderTrades(order.id)).length);
await step('fetchPosition', async () => (await ex.fetchPosition(sym)).contracts);
await step('fetchPositions', async () => (await ex.fetchPositions()).length);
await step('fetchPositions kind', async () => (await ex.fetchPositions(undefined, { currency: 'BTC', kind: 'future' })).length);
await step('fetchClosedOrders', async () => (await ex.fetchClosedOrders(sym)).length);
await step('cancelAllOrders', async () => (await ex.cancelAllOrders()).length);

const pro = point(new ccxt.pro.deribit({ enableRateLimit: false }));
await pro.loadHttpProxyAgent(); await pro.loadMarkets();
const within = (p, s) => Promise.race([p, new Promise((_, r) => setTimeout(() => r(new Error('timeout ' + s)), 15000))]);
await step('watchTicker', async () => (await within(pro.watchTicker(sym))).bid);
await step('watchTicker raw', async () => (await within(pro.watchTicker('ETH/USD:ETH', { interval: 'raw' }))).bid);
await step('watchTickers', async () => Object.keys(await within(pro.watchTickers([sym, opt.symbol]))).length);
await step('watchBidsAsks', async () => Object.keys(await within(pro.watchBidsAsks([sym]))).length);
await step('watchOrderBook', async () => { for (let i = 0; i < 20; i++) { const b = await within(pro.watchOrderBook(sym)); need(b.bids.length > 0 && b.asks.length > 0 && b.bids[0][0] < b.asks[0][0], 'uncrossed'); } return pro.orderbooks[sym].bids.length; });
await step('watchOrderBook raw', async () => { for (let i = 0; i < 20; i++) { const b = await within(pro.watchOrderBook('ETH/USD:ETH', undefined, { interval: 'raw' })); need(b.bids[0][0] < b.asks[0][0], 'uncrossed'); } });
const prod = () => setTimeout(() => ex.createOrder(sym, 'market', 'buy', 100), 300);
await step('watchTrades', async () => { prod(); return (await within(pro.watchTrades(sym))).length; });
await step('watchOHLCV', async () => { prod(); return (await within(pro.watchOHLCV(sym, '1m'))).length; });
await step('watchBalance', async () => { const b = await within(pro.watchBalance()); return Object.keys(b); });
await step('watchOrders+watchMyTrades', async () => {
  const orders = within(pro.watchOrders()); const trades = within(pro.watchMyTrades());
  await new Promise(r => setTimeout(r, 500));
  await ex.createOrder(sym, 'market', 'buy', 100, undefined, { label: 'w' });
  const o = await orders; const t = await trades;
  need(o[0].filled === 100 || o[0].status, 'order'); return o[0].status + ' ' + t[0].amount;
});
await pro.close();
console.log(failed === 0 ? 'ALL OK' : failed + ' FAILED');
process.exit(failed === 0 ? 0 : 1);
