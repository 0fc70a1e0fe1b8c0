using LowLatencyHedger.Core.Hedging.Policies;

namespace LowLatencyHedger.Core.Tests.Hedging.Policies;

public sealed class PolicySpecTests
{
    [Theory]
    [InlineData("none", PolicyKind.None)]
    [InlineData("clock:hours=4", PolicyKind.Clock)]
    [InlineData("band:width=0.05,inner=0.5", PolicyKind.Band)]
    [InlineData("band:lower=0.05,upper=0.1", PolicyKind.Band)]
    [InlineData("move:pct=1", PolicyKind.PriceMove)]
    [InlineData("gamma-clock:aversion=3", PolicyKind.GammaClock)]
    [InlineData("leland:hours=1", PolicyKind.Leland)]
    [InlineData("ww:aversion=0.3,inner=1", PolicyKind.WhalleyWilmott)]
    [InlineData("zakamouline:aversion=1E-05", PolicyKind.Zakamouline)]
    [InlineData("two-threshold:aversion=1", PolicyKind.TwoThreshold)]
    [InlineData("two-threshold:slackUsdPerDay=250,ratio=0.9,target=-1,min=0.01,max=2", PolicyKind.TwoThreshold)]
    public void TryParse_EachPolicy_IsReadAndWrittenBack(string text, PolicyKind kind)
    {
        Assert.True(PolicySpec.TryParse(text, out var spec, out var error), error);
        Assert.Equal(kind, spec.Kind);
        Assert.Equal(text, spec.ToString());
        Assert.StartsWith(PolicySpec.NameOf(kind), text, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_Numbers_ReachTheParameters()
    {
        Assert.True(PolicySpec.TryParse(" two-threshold : slackUsdPerDay = 250 , ratio=0.9,target=-1,min=0.01,max=2", out var spec, out _));
        var parameters = spec.Start().Parameters;
        Assert.Equal(250, parameters.SlackUsdPerDay);
        Assert.Equal(0, parameters.Aversion);
        Assert.Equal(0.9, parameters.Ratio);
        Assert.Equal(-1, parameters.TargetCoins);
        Assert.Equal(0.01, parameters.MinWidthCoins);
        Assert.Equal(2, parameters.LowerWidthCoins);
        Assert.Equal(2, parameters.UpperWidthCoins);
        Assert.Equal(1, parameters.InnerFraction);
    }

    [Theory]
    [InlineData("wv:aversion=1", "did you mean 'ww'?")]
    [InlineData("zakamulin", "did you mean 'zakamouline'?")]
    [InlineData("Two-Threshold:aversion=1", "did you mean 'two-threshold'?")]
    [InlineData("ww:aversio=1", "ww has no 'aversio'; did you mean 'aversion'?")]
    [InlineData("clock:pct=1", "clock has no 'pct'")]
    [InlineData("clock", "clock needs hours=")]
    [InlineData("clock:hours=0", "must be a number from 1E-06 to 1000000")]
    [InlineData("clock:hours=NaN", "must be a number")]
    [InlineData("clock:hours", "must be a number")]
    [InlineData("clock:hours=1,hours=2", "given twice")]
    [InlineData("two-threshold", "needs aversion= or slackUsdPerDay=")]
    [InlineData("two-threshold:aversion=1,slackUsdPerDay=1", "takes either aversion or slackUsdPerDay")]
    [InlineData("band:lower=1", "needs both lower= and upper=")]
    [InlineData("band:width=1,max=2", "takes no max")]
    [InlineData("", "'' is not a policy")]
    public void TryParse_BadText_SaysWhatIsWrong(string text, string expected)
    {
        Assert.False(PolicySpec.TryParse(text, out _, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_AllKinds_AreInTheirOrder()
    {
        foreach (var kind in Enum.GetValues<PolicyKind>())
        {
            Assert.Equal(PolicySpec.NameOf(kind), PolicySpec.Names[(int)kind]);
        }
    }
}
