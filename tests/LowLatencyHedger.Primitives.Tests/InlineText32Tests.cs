using System.Text;

namespace LowLatencyHedger.Primitives.Tests;

public sealed class InlineText32Tests
{
    [Theory]
    [InlineData("")]
    [InlineData("BTC-27FEB26-100000-C")]
    [InlineData("1234567890123456789012345678901")]
    public void From_TextThatFits_ComesBackWhole(string value)
    {
        var text = InlineText32.From(value);

        Assert.Equal(value, text.ToString());
        Assert.Equal(value.Length, text.Length);
        Assert.Equal(text, InlineText32.From(value));
    }

    [Fact]
    public void TryCreate_TextTooLong_IsRefused()
    {
        Assert.False(InlineText32.TryCreate(Encoding.UTF8.GetBytes(new string('x', 32)), out var text));
        Assert.True(text.IsEmpty);
    }

    [Fact]
    public void Equals_TextsOfDifferentLengthWithSamePrefix_Differ()
    {
        Assert.NotEqual(InlineText32.From("ETH-1"), InlineText32.From("ETH-11"));
    }
}
