using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LowLatencyHedger.App.Security;

namespace LowLatencyHedger.App.Tests.Security;

public sealed class SecretTests
{
    private const string Canary = "CANARY-9f31";

    [Fact]
    public void Text_OfASecret_SaysNothingOfIt()
    {
        using var secret = Make();

        Assert.Equal("(secret)", secret.ToString());
        Assert.Equal("(secret)", $"{secret}");
        Assert.Equal("(secret)", typeof(Secret).GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
        Assert.NotNull(typeof(Secret).GetCustomAttribute<DebuggerTypeProxyAttribute>());
        Assert.DoesNotContain("CANARY", JsonSerializer.Serialize(secret), StringComparison.Ordinal);
    }

    [Fact]
    public void Equality_OfTwoWithTheSameContent_IsThatOfReferences()
    {
        using var secret = Make();
        using var same = Make();

        Assert.False(secret.Equals(same));
        Assert.Equal(RuntimeHelpers.GetHashCode(secret), secret.GetHashCode());
    }

    [Fact]
    public void Members_OfTheType_OfferNoWayToText()
    {
        var members = typeof(Secret).GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly);

        Assert.DoesNotContain(members, member => member.Name is "op_Implicit" or "op_Explicit" or "op_Equality");
        Assert.DoesNotContain(typeof(Secret).GetInterfaces(), type => type != typeof(IDisposable));
    }

    [Fact]
    public void Take_AnySource_WipesIt()
    {
        var source = Encoding.UTF8.GetBytes(Canary);
        using var secret = Secret.Take(source);
        var copy = new byte[secret.Length];
        secret.CopyTo(copy);

        Assert.All(source, value => Assert.Equal(0, value));
        Assert.Equal(Canary, Encoding.UTF8.GetString(copy));
    }

    [Fact]
    public void Dispose_Always_WipesTheBufferAndEndsItsUse()
    {
        var secret = Make();
        var buffer = (byte[])typeof(Secret).GetField("_bytes", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(secret)!;
        Assert.Contains(buffer, value => value != 0);

        secret.Dispose();

        Assert.All(buffer, value => Assert.Equal(0, value));
        Assert.Throws<ObjectDisposedException>(() => secret.CopyTo(new byte[64]));
    }

    private static Secret Make() => Secret.Take(Encoding.UTF8.GetBytes(Canary));
}
