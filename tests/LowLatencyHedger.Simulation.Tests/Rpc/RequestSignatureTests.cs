using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.Simulation.Tests.Rpc;

public sealed class RequestSignatureTests
{
    [Fact]
    public void ForLogin_PublishedVector_Matches() => Assert.Equal(
        "56590594f97921b09b18f166befe0d1319b198bbcdad7ca73382de2f88fe9aa1",
        RequestSignature.ForLogin("AMANDASECRECT", 1_576_074_319_000, "1iqt2wls", ""));

    [Fact]
    public void Matches_OtherText_IsFalse()
    {
        Assert.True(RequestSignature.Matches("abc", "abc"));
        Assert.False(RequestSignature.Matches("abc", "abd"));
        Assert.False(RequestSignature.Matches("abc", "ab"));
    }
}
