using LowLatencyHedger.Pricing.Surface;

namespace LowLatencyHedger.Pricing.Tests.Surface;

/// <summary>Which refits replace a smile.</summary>
public sealed class SmileHysteresisTests
{
    [Fact]
    public void Offer_GoodFits_AreTaken()
    {
        var keeper = new SmileHysteresis(3.0, 0.002, 2);
        Assert.False(keeper.Current.IsUsable);
        Assert.Equal(SmileVerdict.Accepted, keeper.Offer(Fit(SviFitStatus.Ssvi, 0.05)));
        Assert.Equal(SmileVerdict.Accepted, keeper.Offer(Fit(SviFitStatus.Svi, 0.004)));
        Assert.Equal(SmileVerdict.Accepted, keeper.Offer(Fit(SviFitStatus.Repaired, 0.0119)));
        Assert.Equal(0.0119, keeper.Current.RootMeanSquareError);
    }

    [Fact]
    public void Offer_ErrorJump_IsHeldBackUntilItPersists()
    {
        var keeper = new SmileHysteresis(3.0, 0.002, 2);
        keeper.Offer(Fit(SviFitStatus.Svi, 0.0001));
        Assert.Equal(SmileVerdict.Accepted, keeper.Offer(Fit(SviFitStatus.Svi, 0.0019)));
        Assert.Equal(SmileVerdict.ErrorJump, keeper.Offer(Fit(SviFitStatus.Svi, 0.0058)));
        Assert.Equal(SmileVerdict.Downgrade, keeper.Offer(Fit(SviFitStatus.Flat, 0.0)));
        Assert.Equal(2, keeper.ConsecutiveRejections);
        Assert.Equal(0.0019, keeper.Current.RootMeanSquareError);
        Assert.Equal(SmileVerdict.Accepted, keeper.Offer(Fit(SviFitStatus.Svi, 0.0059)));
        Assert.Equal(0, keeper.ConsecutiveRejections);
        Assert.Equal(SmileVerdict.ErrorJump, keeper.Offer(Fit(SviFitStatus.Svi, 0.02)));
    }

    [Fact]
    public void Offer_ArbitrageOrNoSmile_IsNeverTaken()
    {
        var keeper = new SmileHysteresis(3.0, 0.002, 2);
        keeper.Offer(Fit(SviFitStatus.Svi, 0.001));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(SmileVerdict.Unusable, keeper.Offer(new SviFit { Status = SviFitStatus.NoQuotes }));
            Assert.Equal(SmileVerdict.Arbitrage, keeper.Offer(new SviFit { Status = SviFitStatus.Svi, MinimumDurrleman = -0.01 }));
            Assert.Equal(SmileVerdict.Arbitrage, keeper.Offer(new SviFit { Status = SviFitStatus.Svi, MinimumDurrleman = double.NaN }));
        }

        Assert.Equal(30, keeper.ConsecutiveRejections);
        Assert.Equal(0.001, keeper.Current.RootMeanSquareError);
    }

    private static SviFit Fit(SviFitStatus status, double error) =>
        new() { Status = status, RootMeanSquareError = error, MinimumDurrleman = 0.5 };
}
