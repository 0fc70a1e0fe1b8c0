using LowLatencyHedger.App.Pricing;
using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.App.Tests.Pricing;

public sealed class OptionNameTests
{
    [Theory]
    [InlineData("BTC-27FEB26-100000-C", OptionKind.Call, SettlementStyle.Inverse, 100000.0, "2026-02-27T08:00:00Z")]
    [InlineData("ETH-9APR21-1950-P", OptionKind.Put, SettlementStyle.Inverse, 1950.0, "2021-04-09T08:00:00Z")]
    [InlineData("XRP_USDC-30JUN23-0d625-C", OptionKind.Call, SettlementStyle.Linear, 0.625, "2023-06-30T08:00:00Z")]
    [InlineData("MATIC_USDC-9MAR24-1d02-P", OptionKind.Put, SettlementStyle.Linear, 1.02, "2024-03-09T08:00:00Z")]
    [InlineData("BTC-29FEB28-100000-C", OptionKind.Call, SettlementStyle.Inverse, 100000.0, "2028-02-29T08:00:00Z")]
    public void TryParse_Option_KindStyleStrikeAndExpiry(
        string text, OptionKind kind, SettlementStyle style, double strike, string expiry)
    {
        Assert.True(OptionName.TryParse(text, out var name));
        Assert.Equal(new OptionName(kind, style, strike, DateTimeOffset.Parse(expiry).ToUnixTimeMilliseconds()), name);
        Assert.Equal(2.0, name.YearsFrom(name.ExpiryUtcMillis - (2 * 365 * 86_400_000L)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("BTC-PERPETUAL")]
    [InlineData("BTC-27FEB26")]
    [InlineData("BTC_USDC")]
    [InlineData("BTC-CS-19MAY26-70000_75000")]
    [InlineData("BTC-27FEB26-100000-X")]
    [InlineData("BTC-29FEB26-100000-C")]
    [InlineData("BTC-27FEV26-100000-C")]
    [InlineData("BTC-27FEB26-0-C")]
    [InlineData("BTC-27FEB26-1d-C")]
    [InlineData("BTC-27FEB26-1.5-C")]
    [InlineData("BTC-27FEB26--5-C")]
    [InlineData("BTC-27FEB26-100000-C\n")]
    public void TryParse_NoOption_IsRefused(string text) => Assert.False(OptionName.TryParse(text, out _));
}
