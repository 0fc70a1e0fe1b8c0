using System.Text;
using LowLatencyHedger.App.Monitor;
using Microsoft.AspNetCore.Http;

namespace LowLatencyHedger.App.Tests.Monitor;

public sealed class RequestGuardTests
{
    private const string Token = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly RequestGuard _guard = new(Encoding.ASCII.GetBytes(Token));

    [Theory]
    [InlineData("127.0.0.1:8088", 0)]
    [InlineData("localhost:9000", 0)]
    [InlineData("[::1]:8088", 0)]
    [InlineData("evil.example", 421)]
    [InlineData("127.0.0.1.evil.example:8088", 421)]
    [InlineData("", 421)]
    public void CheckHost_OnlyLoopbackNames_Pass(string host, int status)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Host = host;

        Assert.Equal(status, RequestGuard.CheckHost(request));
    }

    [Fact]
    public void CheckChange_AsThePageAsks_Passes() => Assert.Equal(0, _guard.CheckChange(Request()));

    [Fact]
    public void CheckChange_FromAScriptWithoutOrigin_Passes() =>
        Assert.Equal(0, _guard.CheckChange(Request(request => request.Headers.Remove("Origin"))));

    [Fact]
    public void CheckChange_AnythingElse_IsRefused()
    {
        Assert.Equal(405, _guard.CheckChange(Request(request => request.Method = "GET")));
        Assert.Equal(403, _guard.CheckChange(Request(request => request.Headers.Origin = "http://evil.example")));
        Assert.Equal(403, _guard.CheckChange(Request(request => request.Headers.Origin = "http://127.0.0.1:9999")));
        Assert.Equal(403, _guard.CheckChange(Request(request => request.Headers.Origin = "null")));
        Assert.Equal(403, _guard.CheckChange(Request(request => request.Headers["Sec-Fetch-Site"] = "cross-site")));
        Assert.Equal(415, _guard.CheckChange(Request(request => request.ContentType = "text/plain")));
        Assert.Equal(413, _guard.CheckChange(Request(request => request.ContentLength = 5_000)));
        Assert.Equal(413, _guard.CheckChange(Request(request => request.ContentLength = null)));
        Assert.Equal(401, _guard.CheckChange(Request(request => request.Headers.Authorization = "")));
        Assert.Equal(401, _guard.CheckChange(Request(request => request.Headers.Authorization = "Bearer " + Token[1..])));
    }

    [Fact]
    public void CheckChange_ManyWrongTokens_AreHeldOffAndTheRightOneIsNot()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(401, _guard.CheckChange(Request(request => request.Headers.Authorization = "Bearer wrong")));
        }

        Assert.Equal(429, _guard.CheckChange(Request(request => request.Headers.Authorization = "Bearer wrong")));
        Assert.Equal(0, _guard.CheckChange(Request()));
    }

    [Fact]
    public void ReadOrMake_Token_IsMadeOnceAndOnlyForItsOwner()
    {
        var directory = Directory.CreateTempSubdirectory("hedger-token-").FullName;
        try
        {
            var path = Path.Combine(directory, "run", "monitor.token");
            var made = MonitorToken.ReadOrMake(path);

            Assert.Equal(64, made.Length);
            Assert.Equal(made, MonitorToken.ReadOrMake(path));
            if (OperatingSystem.IsLinux())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
                Assert.Throws<IOException>(() => MonitorToken.ReadOrMake(path));
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static HttpRequest Request(Action<HttpRequest>? change = null)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = "POST";
        request.Headers.Host = "127.0.0.1:8088";
        request.Headers.Origin = "http://127.0.0.1:8088";
        request.Headers["Sec-Fetch-Site"] = "same-origin";
        request.Headers.Authorization = "Bearer " + Token;
        request.ContentType = "application/json";
        request.ContentLength = 20;
        change?.Invoke(request);
        return request;
    }
}
