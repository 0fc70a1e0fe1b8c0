using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Snapshots;

public sealed class CoreViewTests
{
    [Fact]
    public void ReadExpiries_OfAHeldBook_AddUpToTheUnderlying()
    {
        var harness = Started();
        var expiries = new ExpirySnapshot[64];

        var count = harness.Core.View.ReadExpiries(0, expiries);

        var snapshot = harness.Snapshot;
        var held = expiries[..count];
        Assert.Equal(3, count);
        Assert.Equal(snapshot.OptionsHeld, held.Sum(expiry => expiry.OptionsHeld));
        Assert.Equal(snapshot.OptionsDelta, held.Sum(expiry => expiry.Delta), 1e-12);
        Assert.Equal(snapshot.Gamma, held.Sum(expiry => expiry.Gamma), 1e-12);
        Assert.Equal(snapshot.Vega, held.Sum(expiry => expiry.Vega), 1e-9);
        Assert.Equal(snapshot.Theta, held.Sum(expiry => expiry.Theta), 1e-9);
        Assert.Equal(snapshot.DeltaBound, held.Sum(expiry => expiry.DeltaBound), 1e-12);
        Assert.Equal([CoreHarness.ExpiryUtcNanos(0), CoreHarness.ExpiryUtcNanos(10), CoreHarness.ExpiryUtcNanos(20)], held.Select(e => e.ExpiryUtcNanos).Order());
        Assert.All(held, expiry => Assert.InRange(expiry.Forward, 59_000, 61_000));
        Assert.Equal(2, harness.Core.View.ReadExpiries(0, expiries.AsSpan(0, 2)));
    }

    [Fact]
    public void TryReadPosition_OfEveryInstrument_IsTheLedgers()
    {
        var harness = Started();
        var view = harness.Core.View;
        for (var i = 0; i < view.InstrumentsEnd; i++)
        {
            Assert.True(view.TryReadPosition(i, out var position));
            Assert.Equal(harness.Core.Position(new InstrumentId(i)).ToDouble(), position.Position);
            Assert.Equal(i, position.Instrument.Index);
            Assert.False(position.Name.IsEmpty);
        }

        Assert.False(view.TryReadPosition(view.InstrumentsEnd, out _));
        Assert.False(view.TryReadPosition(-1, out _));
    }

    [Fact]
    public void ReadOrders_WhileOneIsInFlight_ShowsIt()
    {
        var harness = Started(new CoreHarness(), 60);
        var orders = new OrderSnapshot[4];
        var order = harness.Orders.Last();

        Assert.Equal(1, harness.Core.View.ReadOrders(orders));
        Assert.Equal((order.Ref, order.Price, order.Amount, order.Side), (orders[0].Ref, orders[0].Price, orders[0].Amount, orders[0].Side));

        harness.FillWhole(order);
        Assert.Equal(0, harness.Core.View.ReadOrders(orders));
    }

    [Fact]
    public void ReadLimits_HasUseOfLimitsThatAreSet()
    {
        var config = CoreHarness.DefaultConfig();
        var harness = Started(new CoreHarness(config with { Risk = config.Risk with { MaxDailyLossUsd = 5_000 } }));
        var limits = new LimitSnapshot[48];

        var held = limits[..harness.Core.View.ReadLimits(0, limits)];

        var delta = Assert.Single(held, limit => limit.Control == RiskControl.NetDelta);
        Assert.Equal(ReasonCode.NetDeltaAboveLimit, delta.Reason);
        Assert.Equal(config.Underlyings[0].MaxNetDeltaCoins, delta.Limit);
        Assert.True(delta.Value >= Math.Abs(harness.Snapshot.NetDelta));
        Assert.Equal(5_000, Assert.Single(held, limit => limit.Reason == ReasonCode.DailyLossAboveLimit).Limit);
        Assert.Equal(3, harness.Core.View.ReadLimits(0, new LimitSnapshot[3]));
    }

    [Fact]
    public void View_LookedAtBetweenAllEvents_ChangesNoDecision()
    {
        var random = new Random(Seeds.For(nameof(View_LookedAtBetweenAllEvents_ChangesNoDecision), 8_120));
        var (seen, unseen) = (new CoreHarness(), new CoreHarness());
        var (expiries, orders, limits) = (new ExpirySnapshot[64], new OrderSnapshot[8], new LimitSnapshot[48]);
        Started(seen);
        Started(unseen);
        var price = 60_000.0;
        for (var i = 0; i < 3_000; i++)
        {
            price *= 1 + (0.0015 * (random.NextDouble() - 0.5));
            var (move, what, option) = (Math.Round(2 * price) / 2, random.Next(6), random.Next(30));
            foreach (var harness in new[] { seen, unseen })
            {
                _ = what switch
                {
                    0 => harness.Index(move),
                    1 => harness.OptionTicker(option, move, 0.5 + (0.01 * (i % 20))),
                    2 => harness.Clock(3),
                    3 => harness.Ticker(move),
                    _ => harness.Book(move),
                };
                foreach (var order in harness.Last.Where(output => output.Kind == OutputKind.PlaceOrder).ToList())
                {
                    harness.FillWhole(order);
                }
            }

            seen.Core.View.ReadExpiries(0, expiries);
            seen.Core.View.ReadOrders(orders);
            seen.Core.View.ReadLimits(0, limits);
        }

        Assert.NotEmpty(seen.Orders);
        Assert.Equal(unseen.DecisionHash(), seen.DecisionHash());
        Assert.Equal(unseen.Snapshot.Revaluations, seen.Snapshot.Revaluations);
    }

    private static CoreHarness Started(CoreHarness? harness = null, double each = 1)
    {
        var random = new Random(1);
        var positions = Enumerable.Range(0, 30).Select(i => (CoreHarness.Option(i), Math.Round(each * (random.NextDouble() - 0.4), 1) + 0.1));
        return (harness ?? new CoreHarness()).Start(60_000, 30, [.. positions]);
    }
}
