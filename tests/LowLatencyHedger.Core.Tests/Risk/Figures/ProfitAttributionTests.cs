using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Core.Risk.Figures;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Risk.Figures;

public sealed class ProfitAttributionTests
{
    /// <summary>A call over a day in one step: forward 60,000 to 60,900, volatility 0.60 to 0.615, 7 days to 6.</summary>
    [Fact]
    public void Roll_ReferenceStep_GivesTheReferenceLines()
    {
        var attribution = new ProfitAttribution(1, 1);
        attribution.Roll(0, Mark(60_000, 0.6, 7));
        var trade = attribution.Lines.OptionTradesUsd;
        attribution.Roll(0, Mark(60_900, 0.615, 6));
        var lines = attribution.Lines;
        Assert.Equal(464.912536, lines.DeltaUsd, 1e-5);
        Assert.Equal(32.3806229, lines.GammaUsd, 1e-6);
        Assert.Equal(49.6798597, lines.VegaUsd, 1e-6);
        Assert.Equal(-141.942456, lines.ThetaUsd, 1e-5);
        Assert.Equal(0.372598948, lines.VannaUsd, 1e-8);
        Assert.Equal(-0.00107185999, lines.VolgaUsd, 1e-10);
        Assert.Equal(-1.06456842, lines.CharmUsd, 1e-7);
        Assert.Equal(-3.5424365, lines.VetaUsd, 1e-6);
        Assert.Equal(-0.242854671, lines.SpeedUsd, 1e-8);
        var unexplained = Mark(60_900, 0.615, 6).Value - Mark(60_000, 0.6, 7).Value - (lines.Sum - trade);
        Assert.Equal(-4.04889237, unexplained, 1e-7);
    }

    /// <summary>The lines of an inverse option, in many steps, are its profit in USD; without any but the one that its coins gained, that in coins.</summary>
    [Fact]
    public void Roll_InverseOptionInSmallSteps_ExplainsItsProfitInCoinsAndInUsd()
    {
        var random = new Random(Seeds.For("inverse attribution", 41));
        var attribution = new ProfitAttribution(1, 1);
        double forward = 60_000, vol = 0.6, days = 7, coins = 0;
        var before = Mark(forward, vol, days, forward * 0.999, isInverse: true, quantity: -5);
        attribution.Roll(0, before);
        var trade = attribution.Lines.OptionTradesUsd;
        var first = before;
        for (var i = 0; i < 2_000; i++)
        {
            forward *= Math.Exp(4e-4 * (random.NextDouble() - 0.5));
            vol += 1e-4 * (random.NextDouble() - 0.5);
            days -= 0.002;
            var now = Mark(forward, vol, days, forward * 0.999, isInverse: true, quantity: -5);
            coins += -5 * before.Value * (now.Index - before.Index);
            attribution.Roll(0, now);
            before = now;
        }

        var lines = attribution.Lines;
        var profit = -5 * ((before.Value * before.Index) - (first.Value * first.Index));
        Assert.Equal(profit, lines.Sum - trade, 1e-3 * lines.Gross);
        Assert.Equal(coins, lines.CoinsUsd, 1e-6 * Math.Abs(coins));
    }

    [Fact]
    public void Roll_ClosedAndOpenedAgain_CountsTheValueAtEachTrade()
    {
        var attribution = new ProfitAttribution(1, 1);
        attribution.Roll(0, Mark(60_000, 0.6, 7, quantity: 2));
        attribution.Roll(0, Mark(60_000, 0.6, 7, quantity: 0));
        Assert.Equal(0, attribution.Lines.OptionTradesUsd, 1e-9);
        Assert.False(attribution.Holds(0));

        // What the market does meanwhile is nobody's.
        attribution.Roll(0, Mark(66_000, 0.9, 6, quantity: 1));
        Assert.Equal(0, attribution.Lines.DeltaUsd);
        Assert.Equal(Mark(66_000, 0.9, 6).Value, attribution.Lines.OptionTradesUsd, 1e-9);
    }

    /// <summary>
    /// Through the last half hour, in which the venue averages the price, into the payoff and out of the book. When the averaging begins, the model
    /// changes: what that does to the value is no Greek's.
    /// </summary>
    [Theory]
    [InlineData(61_500)]
    [InlineData(58_500)]
    public void Roll_ThroughExpiryAndDelivery_LeavesLittleUnexplained(double last)
    {
        var sum = 0.0;
        var attribution = new ProfitAttribution(1, 1);
        var slot = new OptionSlot { Kind = OptionKind.Call, Strike = 60_000, Volatility = 0.6, Quantity = -2 };
        var price = 60_000.0;
        Look(new ExpiryMoment(ExpiryPhase.Trading, price, price, 40 * 60 * Nanos.PerSecond));
        var bought = attribution.Lines.OptionTradesUsd;
        var modelUsd = 0.0;
        for (var second = (40 * 60) - 1; second > 0; second--)
        {
            price += (last - 60_000) / 2_400;
            sum += second < 1_800 ? price : 0;
            var remainingNanos = second * Nanos.PerSecond;
            var trading = new ExpiryMoment(ExpiryPhase.Trading, price, price, remainingNanos);
            var settling = new ExpiryMoment(ExpiryPhase.Settling, price, sum / (1_800 - second), remainingNanos);
            Look(second >= 1_800 ? trading : settling);
            if (second == 1_799)
            {
                modelUsd = -2 * (OptionValue.Of(slot, SettlementStyle.Linear, settling) - OptionValue.Of(slot, SettlementStyle.Linear, trading));
            }
        }

        var delivery = sum / 1_799;
        Look(new ExpiryMoment(ExpiryPhase.Expired, delivery, delivery, 0));
        slot.Quantity = 0;
        Look(new ExpiryMoment(ExpiryPhase.Expired, delivery, delivery, 0));
        var lines = attribution.Lines;
        var profit = -2 * Math.Max(delivery - 60_000, 0) - bought;
        var explained = lines.Sum - lines.OptionTradesUsd;
        Assert.Equal(profit - modelUsd, explained, 0.02 * (lines.Gross - Math.Abs(lines.OptionTradesUsd)));
        Assert.Equal(2 * Math.Max(delivery - 60_000, 0), lines.OptionTradesUsd - bought, 1e-6);

        void Look(ExpiryMoment moment)
        {
            var value = OptionValue.Of(slot, SettlementStyle.Linear, moment, out var greeks);
            attribution.Roll(0, OptionMark.Of(slot, SettlementStyle.Linear, moment, greeks, value, moment.Price));
        }
    }

    private static OptionMark Mark(
        double forward, double vol, double days, double index = 60_000, bool isInverse = false, double quantity = 1)
    {
        var slot = new OptionSlot { Kind = OptionKind.Call, Strike = 60_000, Volatility = vol, Quantity = quantity };
        var moment = new ExpiryMoment(ExpiryPhase.Trading, forward, forward, (long)(days * Nanos.PerDay));
        var style = isInverse ? SettlementStyle.Inverse : SettlementStyle.Linear;
        var value = OptionValue.Of(slot, style, moment, out var greeks);
        return OptionMark.Of(slot, style, moment, greeks, value, index);
    }
}
