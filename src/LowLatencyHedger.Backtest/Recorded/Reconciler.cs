using LowLatencyHedger.Core;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>Computes the ledger's figures again from something else.</summary>
internal static class Reconciler
{
    private const double Cent = 0.01;

    public static IEnumerable<Reconciliation> Check(
        CoinLedger ledger, List<(long Usd, Price Price, long FeeRaw)> fills, Attribution attribution, double openingEquity, double equity,
        double price, CoreDriver core, CoreSnapshot snapshot)
    {
        var kinds = Enum.GetValues<EntryKind>();
        yield return Of("cash: start and all entries", ledger.CashRaw, ledger.StartRaw + kinds.Sum(ledger.Total), 1e-8 * price);
        yield return Of("hedge fees: of every fill", -ledger.Total(EntryKind.HedgeFee), fills.Sum(fill => fill.FeeRaw), 1e-8 * price);
        yield return Of("hedge position: sum of the fills", ledger.HedgeUsd, fills.Sum(fill => fill.Usd), 1);
        yield return Of("hedge position: the core's", ledger.HedgeUsd, core.HedgePosition.ToDouble(), 1);

        // Each trade alone against the last price, without any settlement in between.
        var alone = fills.Sum(fill => fill.Usd * ((1 / fill.Price.ToDouble()) - (1 / price)));
        yield return Of("hedge profit: trade by trade", (ledger.Total(EntryKind.HedgeSettlement) * 1e-8) + ledger.Unrealised(price), alone, price);
        yield return Of("profit: account and sum of the steps", equity - openingEquity, attribution.ProfitCoins, price);
        yield return Of("positions: breaks that the core found", 0, snapshot.PositionBreaks, 1);
        yield return Of("orders: outcomes that stayed unknown", 0, snapshot.UnknownOrders, 1);
    }

    private static Reconciliation Of(string what, double ledger, double other, double unitUsd) =>
        new(what, ledger, other, Cent, (ledger - other) * unitUsd);
}
