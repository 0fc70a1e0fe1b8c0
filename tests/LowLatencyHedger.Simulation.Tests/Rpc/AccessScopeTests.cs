using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.Simulation.Tests.Rpc;

public sealed class AccessScopeTests
{
    [Fact]
    public void TryParse_NamedAreas_GrantsJustThose()
    {
        Assert.True(AccessScope.TryParse("session:hedger trade:read_write account:read wallet:none", out var scope));
        Assert.Equal("account:read session:hedger trade:read_write wallet:none", scope.Text);
        Assert.Equal("hedger", scope.Session);
        Assert.True(scope.Allows(AccessArea.Trade, AccessLevel.ReadWrite));
        Assert.True(scope.Allows(AccessArea.Account, AccessLevel.Read));
        Assert.False(scope.Allows(AccessArea.Account, AccessLevel.ReadWrite));
        Assert.False(scope.Allows(AccessArea.Wallet, AccessLevel.Read));
        Assert.False(scope.Allows(AccessArea.BlockTrade, AccessLevel.Read));
    }

    [Fact]
    public void TryParse_Nothing_GrantsAllAndSaysMainAccount()
    {
        Assert.True(AccessScope.TryParse("", out var scope));
        Assert.Contains("mainaccount", scope.Text, StringComparison.Ordinal);
        Assert.Contains("connection", scope.Text, StringComparison.Ordinal);
        Assert.True(scope.Allows(AccessArea.Wallet, AccessLevel.ReadWrite));
        Assert.Null(scope.Session);
    }

    [Theory]
    [InlineData("trade:all")]
    [InlineData("money:read")]
    [InlineData("session:")]
    [InlineData("expires:soon")]
    public void TryParse_UnknownWord_IsFalse(string text) => Assert.False(AccessScope.TryParse(text, out _));
}
