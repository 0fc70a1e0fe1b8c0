using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using LowLatencyHedger.App.Security;

namespace LowLatencyHedger.App.Tests.Security;

/// <summary>
/// A key that is easy to recognise goes through the real program, its failures included; afterwards everything that the program wrote or printed is
/// searched for it.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class CanaryTests : IDisposable
{
    private const string ClientId = "canary-id-77c1";
    private const string Canary = "CANARYd0bb3f6c5a91e2";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(40);

    private readonly string _root = Directory.CreateTempSubdirectory("hedger-canary-").FullName;
    private readonly string _keys;
    private readonly string _work;
    private readonly List<Process> _processes = [];

    public CanaryTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc and sends signals");
        _keys = Directory.CreateDirectory(Path.Combine(_root, "keys")).FullName;
        _work = Directory.CreateDirectory(Path.Combine(_root, "work")).FullName;
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            process.Dispose();
        }

        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void Search_WhereTheCanaryIs_FindsItInEveryForm()
    {
        foreach (var form in Forms())
        {
            var file = Path.Combine(_work, "planted");
            File.WriteAllBytes(file, [.. new byte[1000], .. form, .. new byte[1000]]);

            Assert.Equal([file], FilesWithTheCanary(_work));
        }
    }

    [Theory]
    [InlineData("clientCredentials", "INT")]
    [InlineData("clientSignature", "KILL")]
    public async Task Run_AgainstAnExchange_LeavesNoTraceOfTheSecret(string grant, string signal)
    {
        var url = StartExchange();
        var config = WriteConfig(url, grant, WriteKey("id", ClientId), WriteKey("secret", Canary));
        var run = Start(["run", "--config", config, "--json"]);
        var errors = new StringBuilder();
        using var patience = new CancellationTokenSource(s_timeout);
        while (await run.StandardError.ReadLineAsync(patience.Token) is { } line && !line.Contains(" Active ", StringComparison.Ordinal))
        {
            errors.AppendLine(line);
        }

        // Logged in with it, so it was there to be found.
        Assert.False(run.HasExited, errors.ToString());
        var commandLine = File.ReadAllText($"/proc/{run.Id}/cmdline");
        foreach (var verb in (string[])["status", "limits"])
        {
            var (_, reply, _) = Finish(Start([verb, "--json"]));
            Assert.Contains("\"ok\":true", reply, StringComparison.Ordinal);
            errors.Append(reply);
        }

        using var kill = Process.Start("kill", [$"-{signal}", run.Id.ToString()]);
        var output = run.StandardOutput.ReadToEndAsync();
        errors.Append(run.StandardError.ReadToEnd());
        Assert.True(run.WaitForExit(s_timeout), "did not end");

        Assert.True(Directory.EnumerateFiles(_work, "*", SearchOption.AllDirectories).Count() >= 3, "journal, telemetry and configuration were expected");
        AssertClean(commandLine, await output, errors.ToString());
    }

    [Fact]
    public void Run_WrongSecret_LeavesNoTraceOfIt()
    {
        var url = StartExchange("another-secret");
        var config = WriteConfig(url, "clientCredentials", WriteKey("id", ClientId), WriteKey("secret", Canary));

        var (exit, output, errors) = Finish(Start(["run", "--config", config]));

        Assert.Equal(4, exit);
        Assert.Contains("refused", output, StringComparison.Ordinal);
        AssertClean(output, errors);
    }

    [Fact]
    public void Run_UnhandledException_LeavesNoTraceOfTheSecret()
    {
        var config = WriteConfig("ws://127.0.0.1:9/ws/api/v2", "clientSignature", WriteKey("id", ClientId), WriteKey("secret", Canary), ",\"telemetry\":{\"file\":\"a\\u0000b\"}");

        var (exit, output, errors) = Finish(Start(["run", "--config", config]));

        Assert.NotEqual(0, exit);
        Assert.Contains("Unhandled exception", errors, StringComparison.Ordinal);
        AssertClean(output, errors);
    }

    [Theory]
    [InlineData("\"clientIdFile\":\"/dev/null\",\"clientSecret\":\"CANARY\"")]
    [InlineData("\"clientIdFile\":\"CANARY\",\"clientSecretFile\":\"CANARY\"")]
    [InlineData("\"clientIdVariable\":\"CANARY\",\"clientSecretVariable\":\"CANARY\"")]
    [InlineData("\"clientSecretFile\":[\"CANARY\"]")]
    [InlineData("\"clientSecretFile\":CANARY")]
    [InlineData("\"clientSecretFile\":\"CANARY")]
    [InlineData("\"grant\":\"CANARY\"")]
    [InlineData("\"clientSecret\":{\"value\":\"CANARY\"}")]
    public void ConfigAndRun_SecretInTheConfigurationItself_IsNeverPrinted(string credentials)
    {
        var config = Path.Combine(_keys, "config.json");
        File.WriteAllText(config, "{\"credentials\":{" + credentials.Replace("CANARY", Canary, StringComparison.Ordinal) + "}," + Underlyings + "}");

        foreach (var arguments in (string[][])[["config", "validate", config], ["config", "show", config], ["config", "show", config, "--json"], ["run", "--config", config]])
        {
            var (exit, output, errors) = Finish(Start(arguments));

            Assert.True(exit is 0 or 3, errors);
            AssertClean(output, errors);
        }
    }

    [Fact]
    public void Run_SecretInTheEnvironment_IsNeverPrinted()
    {
        var config = WriteConfig("ws://127.0.0.1:9/ws/api/v2", "clientSignature", "", "");
        File.WriteAllText(config, File.ReadAllText(config).Replace("clientIdFile\":\"", "clientIdVariable\":\"NO_SUCH_VARIABLE", StringComparison.Ordinal)
            .Replace("clientSecretFile\":\"", "clientSecretVariable\":\"HEDGER_SECRET", StringComparison.Ordinal));

        foreach (var name in (string[])["HEDGER_SECRET", "HEDGER__CREDENTIALS__CLIENTSECRET", "HEDGER__CREDENTIALS__GRANT", "HEDGER__CREDENTIALS__CLIENTSECRETFILE"])
        {
            var (exit, output, errors) = Finish(Start(["run", "--config", config], (name, Canary)));

            Assert.Equal(3, exit);
            AssertClean(output, errors);
        }
    }

    [Fact]
    public void Run_WithDumpsOfTheRuntimeTurnedOn_RefusesToReadTheKey()
    {
        var config = WriteConfig("ws://127.0.0.1:9/ws/api/v2", "clientSignature", WriteKey("id", ClientId), WriteKey("secret", Canary));

        var (exit, _, errors) = Finish(Start(["run", "--config", config], ("DOTNET_DbgEnableMiniDump", "1")));

        Assert.Equal(3, exit);
        Assert.Contains("a dump would hold the key", errors, StringComparison.Ordinal);
    }

    private const string Underlyings = """
        "venue":{"environment":"simulator","url":"ws://127.0.0.1:9/ws/api/v2"},
        "underlyings":[{"index":"btc_usd","currency":"BTC","hedgeInstrument":"BTC-PERPETUAL","policy":{"lowerWidthCoins":0.5,"upperWidthCoins":0.5},
        "maxOrderAmount":500000,"maxNetDeltaCoins":100}],
        "limits":{"maxPositionUsd":100000000,"maxGrossNotionalUsd":200000000}
        """;

    /// <summary>As text, as the texts of .NET lie in memory, and in the two ways in which people print bytes.</summary>
    private static IEnumerable<byte[]> Forms() =>
    [
        Encoding.UTF8.GetBytes(Canary),
        Encoding.Unicode.GetBytes(Canary),
        Encoding.UTF8.GetBytes(Convert.ToHexString(Encoding.UTF8.GetBytes(Canary))),
        Encoding.UTF8.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Canary))),
        Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(Canary))[..^4]),
    ];

    private static bool HasTheCanary(ReadOnlySpan<byte> bytes)
    {
        foreach (var form in Forms())
        {
            if (bytes.IndexOf(form) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A socket has a name but no content.</summary>
    private static List<string> FilesWithTheCanary(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Where(file => NativeFile.Describe(file)!.Value.IsRegular && HasTheCanary(File.ReadAllBytes(file))),
    ];

    private void AssertClean(params string[] texts)
    {
        Assert.All(texts, text => Assert.False(HasTheCanary(Encoding.UTF8.GetBytes(text)), "a text has the secret in it"));
        Assert.Empty(FilesWithTheCanary(_work));
    }

    private string WriteKey(string name, string content)
    {
        var path = Path.Combine(_keys, name);
        File.WriteAllText(path, content + "\n");
        File.SetUnixFileMode(path, OwnerOnly);
        return path;
    }

    private string WriteConfig(string url, string grant, string idFile, string secretFile, string more = "")
    {
        var path = Path.Combine(_work, "hedger.json");
        File.WriteAllText(
            path,
            "{\"credentials\":{\"grant\":\"" + grant + "\",\"clientIdFile\":\"" + idFile + "\",\"clientSecretFile\":\"" + secretFile + "\"},"
            + Underlyings.Replace("ws://127.0.0.1:9/ws/api/v2", url, StringComparison.Ordinal)
            + ",\"threads\":{\"idle\":\"backoff\"},\"journal\":{\"segmentMebibytes\":1}" + more + "}");
        return path;
    }

    private string StartExchange(string secret = Canary)
    {
        var (exchange, address) = HedgerProcess.StartExchange(_work, $"{ClientId}:{secret}");
        _processes.Add(exchange);
        return address;
    }

    private Process Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        var process = HedgerProcess.Start(_work, arguments, environment);
        _processes.Add(process);
        return process;
    }

    private static (int Exit, string Output, string Errors) Finish(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(s_timeout), "did not end");
        return (process.ExitCode, output.Result, errors.Result);
    }
}
