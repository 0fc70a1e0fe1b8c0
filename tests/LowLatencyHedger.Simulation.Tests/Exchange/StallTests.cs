using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Tests.Exchange;

/// <summary>What a process shows that got no time for a while and then catches up.</summary>
public sealed class StallTests
{
    /// <summary>So the time of a trade does not tell when anybody could have heard of it.</summary>
    [Fact]
    public void AdvanceTo_AfterAStall_StampsTradesWithTheTimeAtWhichTheyWereDue()
    {
        var model = new ExchangeModel(new ExchangeOptions { Seed = 3, TicksPerSecond = 50, ClientTradesPerSecond = 20, OptionCount = 20 }, Models.Start);
        model.AdvanceTo(Models.Start + (2 * Models.Second));
        var account = model.FindAccount(model.Options.ClientId)!;
        var all = new TradeQuery { Count = TradeQuery.CountMax, Ascending = true };
        var before = model.UserTrades(account, all).Trades.Count;

        model.AdvanceTo(Models.Start + (5 * Models.Second));

        var made = model.UserTrades(account, all).Trades.Skip(before).Select(trade => model.NowMs - trade.Trade.TimestampMs).ToList();
        Assert.InRange(made.Max(), 2_000, 3_000);
        Assert.InRange(made.Min(), 0, 1_000);
    }
}
