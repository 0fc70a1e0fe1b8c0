using LowLatencyHedger.Core;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>The account of a run at its end.</summary>
/// <param name="Ledger">The books of the run.</param>
/// <param name="Records">The venue's statement.</param>
/// <param name="OptionValue">Coins.</param>
/// <param name="Mid">Of the perpetual, USD.</param>
/// <param name="Index">USD.</param>
/// <param name="LastStep">That was reached.</param>
internal sealed record AccountView(
    CoinLedger Ledger,
    IReadOnlyList<AccountRecord> Records,
    Attribution Attribution,
    double OpeningEquity,
    double Equity,
    double OptionValue,
    double Mid,
    double Index,
    int LastStep);

/// <summary>Computes the ledger's figures again from something else.</summary>
internal static class Reconciler
{
    private const double Cent = 0.01;

    public static IEnumerable<Reconciliation> Check(
        AccountView account, BacktestSettings settings, ChainMarket market, Quantity corePosition, CoreSnapshot snapshot)
    {
        var (ledger, price) = (account.Ledger, account.Index);
        var kinds = Enum.GetValues<EntryKind>();
        yield return Of("cash: start and all entries", ledger.CashRaw * 1e-8, (ledger.StartRaw + kinds.Sum(ledger.Total)) * 1e-8, price);
        yield return Of(
            "profit: account and sum of the steps", account.Equity - account.OpeningEquity, account.Attribution.ProfitCoins, price);
        foreach (var check in SecondLedger(account, settings, market))
        {
            yield return check;
        }

        yield return Of("hedge position: the core's", ledger.HedgeUsd, corePosition.ToDouble(), 1);
        yield return Of("hedge turnover: the core's", account.Records.Sum(Turnover), snapshot.HedgeTurnoverUsd, 1);
        yield return Of("positions: breaks that the core found", 0, snapshot.PositionBreaks, 1);
        yield return Of("orders: outcomes that stayed unknown", 0, snapshot.UnknownOrders, 1);
    }

    /// <summary>The ledger against the books that <see cref="DecimalLedger"/> makes of the venue's statement.</summary>
    internal static IEnumerable<Reconciliation> SecondLedger(AccountView account, BacktestSettings settings, ChainMarket market)
    {
        var (ledger, price) = (account.Ledger, account.Index);
        var second = new DecimalLedger(settings);
        second.Read(account.Records, market, account.LastStep);
        foreach (var kind in Enum.GetValues<EntryKind>())
        {
            yield return Of($"second ledger: {Name(kind)}", ledger.Total(kind) * 1e-8, (double)second[kind], price);
        }

        yield return Of("second ledger: cash", ledger.CashRaw * 1e-8, (double)second.Cash, price);
        yield return Of("second ledger: hedge position", ledger.HedgeUsd, (double)second.HedgeUsd, 1);
        var open = second.Unrealised((decimal)account.Mid) + second.OpenFunding;
        yield return Of("second ledger: equity", account.Equity, (double)(second.Cash + open) + account.OptionValue, price);
    }

    private static double Turnover(AccountRecord record) => record.Kind == RecordKind.HedgeTrade ? Math.Abs((double)record.Amount) : 0;

    private static string Name(EntryKind kind) => kind switch
    {
        EntryKind.Premium => "premiums",
        EntryKind.OptionFee => "option fees",
        EntryKind.Payoff => "payoffs",
        EntryKind.HedgeFee => "hedge fees",
        EntryKind.HedgeSettlement => "settled profit of the perpetual",
        _ => "funding",
    };

    private static Reconciliation Of(string what, double ledger, double other, double unitUsd) =>
        new(what, ledger, other, Cent, (ledger - other) * unitUsd);
}
