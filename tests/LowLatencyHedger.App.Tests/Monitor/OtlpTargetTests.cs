using LowLatencyHedger.App.Monitor;

namespace LowLatencyHedger.App.Tests.Monitor;

public sealed class OtlpTargetTests
{
    [Theory]
    [InlineData("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/metrics")]
    [InlineData("http://localhost:4318/", "http://localhost:4318/v1/metrics")]
    [InlineData("https://collector.example/otlp", "https://collector.example/otlp/v1/metrics")]
    [InlineData("https://collector.example/otlp/v1/metrics", "https://collector.example/otlp/v1/metrics")]
    public void Parse_OfACollector_EndsInTheSignalsPath(string address, string endpoint)
    {
        var (target, problem) = OtlpTarget.Parse(address, TimeSpan.FromSeconds(1), null);

        Assert.Equal("", problem);
        Assert.Equal(endpoint, target!.Endpoint.AbsoluteUri);
    }

    [Theory]
    [InlineData("collector:4318")]
    [InlineData("http://collector.example:4318")]
    [InlineData("https://collector.example/?key=1")]
    [InlineData("")]
    public void Parse_OfWhatIsNoCollector_SaysSo(string address)
    {
        var (target, problem) = OtlpTarget.Parse(address, TimeSpan.FromSeconds(1), null);

        Assert.Null(target);
        Assert.Contains("expected", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OfHeaders_DecodesThem()
    {
        var (target, _) = OtlpTarget.Parse("http://127.0.0.1:4318", TimeSpan.FromSeconds(1), "authorization=Basic%20abc=, x-scope = a%2Cb");

        Assert.Equal([("authorization", "Basic abc="), ("x-scope", "a,b")], target!.Headers);
    }

    [Fact]
    public void Parse_OfBrokenHeaders_DoesNotRepeatThem()
    {
        var (target, problem) = OtlpTarget.Parse("http://127.0.0.1:4318", TimeSpan.FromSeconds(1), "supersecret");

        Assert.Null(target);
        Assert.DoesNotContain("supersecret", problem, StringComparison.Ordinal);
    }
}
