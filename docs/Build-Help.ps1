<#
.SYNOPSIS
Converts the pages of a folder to the formats that Get-Help reads: MAML for the cmdlets, and text for the about_ topics.
.DESCRIPTION
The build runs this script for the module's en-US folder. If Microsoft.PowerShell.PlatyPS isn't installed, the exit code is 3.
.PARAMETER Pages
The folder with the pages: <command>.md and about_<topic>.md.
.PARAMETER Output
The folder to write to.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Pages,
    [Parameter(Mandatory)] [string] $Output
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# Breaks a paragraph into lines of 80 characters. Later lines of a list item are indented below its text.
function Split-Paragraph([string] $Text) {
    $margin = '    '
    $line = $margin
    $isEmpty = $true
    foreach ($word in -split $Text) {
        if (-not $isEmpty -and $line.Length + 1 + $word.Length -gt 80) {
            $line
            $line = $margin + $(if ($Text.StartsWith('- ')) { '  ' })
            $isEmpty = $true
        }

        $line += $(if ($isEmpty) { '' } else { ' ' }) + $word
        $isEmpty = $false
    }

    if (-not $isEmpty) { $line }
}

# Converts an about_ topic to plain text: headings at the margin, the rest indented, lines of 80 characters, and no Markdown syntax.
function ConvertTo-AboutText([string[]] $Lines) {
    $isCode = $false
    $paragraph = ''
    foreach ($line in $Lines + '') {
        $isText = -not $isCode -and $line -and $line -notmatch '^(```|#|- )'
        if ($paragraph -and -not $isText) {
            Split-Paragraph $paragraph
            $paragraph = ''
        }

        if ($line -match '^```') { $isCode = -not $isCode }
        elseif ($isCode) { if ($line) { "        $line" } else { '' } }
        elseif ($line -match '^# (.+)$') { 'TOPIC'; "    $($Matches[1])" }
        elseif ($line -match '^##+ (.+)$') { $Matches[1].ToUpperInvariant() }
        elseif ($line) { $paragraph = ("$paragraph " + ($line -replace '\[([^\]]+)\]\(([^)]+)\)', '$1 ($2)' -replace '`', '')).Trim() }
        else { '' }
    }
}

# Completes the MAML of PlatyPS for Get-Help: the code element of examples, default values, short type names, and links to other cmdlets without addresses.
function Complete-Maml([xml] $Maml, $Pages) {
    $dev = 'http://schemas.microsoft.com/maml/dev/2004/10'
    $mamlNamespace = 'http://schemas.microsoft.com/maml/2004/10'
    $names = [System.Xml.XmlNamespaceManager]::new($Maml.NameTable)
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    $names.AddNamespace('maml', $mamlNamespace)
    $names.AddNamespace('dev', $dev)
    foreach ($command in $Maml.SelectNodes('//command:command', $names)) {
        $page = $Pages | Where-Object Title -EQ $command.SelectSingleNode('command:details/command:name', $names).InnerText
        foreach ($example in $command.SelectNodes('.//command:example', $names)) {
            $introduction = $example.SelectSingleNode('maml:introduction', $names)
            $remarks = $example.SelectSingleNode('dev:remarks', $names)
            foreach ($paragraph in @($introduction.SelectNodes('maml:para', $names))) {
                if ($paragraph.InnerText -match '(?s)^```\w*\n(.*?)\n```$') { $example.SelectSingleNode('dev:code', $names).InnerText = $Matches[1] }
                elseif ($paragraph.InnerText.Trim([char] 0x80, ' ')) { $remarks.AppendChild($paragraph) | Out-Null }
            }

            $introduction.RemoveAll()
        }

        foreach ($parameter in $command.SelectNodes('.//command:parameter', $names)) {
            $value = $parameter.SelectSingleNode('command:parameterValue', $names)
            if ($value) { $value.InnerText = $value.InnerText -replace '^(\w+\.)+' }
            $default = ($page.Parameters | Where-Object Name -EQ $parameter.SelectSingleNode('maml:name', $names).InnerText).DefaultValue
            if ($default) {
                $parameter.AppendChild($Maml.CreateElement('dev', 'defaultValue', $dev)).InnerText = $default
            }
        }

        foreach ($address in $command.SelectNodes('.//maml:navigationLink/maml:uri', $names)) {
            if ($address.InnerText -notmatch '^https?:') { $address.InnerText = '' }
        }

        foreach ($paragraph in $command.SelectNodes('.//maml:para', $names)) { $paragraph.InnerText = $paragraph.InnerText.Replace('`', '') }
    }
}

if (-not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable)) {
    exit 3
}

try {
    Import-Module Microsoft.PowerShell.PlatyPS
    $work = New-Item (Join-Path ([System.IO.Path]::GetTempPath()) ([System.IO.Path]::GetRandomFileName())) -ItemType Directory
    try {
        $topics = Get-ChildItem $Pages -Filter about_*.md
        $commands = Get-ChildItem $Pages -Filter *-*.md | Where-Object Name -NotLike about_* | Sort-Object Name
        $read = Import-MarkdownCommandHelp -Path $commands.FullName
        $files = $read | Export-MamlCommandHelp -OutputFolder $work.FullName
        New-Item $Output -ItemType Directory -Force | Out-Null
        foreach ($file in $files) {
            $maml = [xml]::new()
            $maml.Load($file.FullName)
            Complete-Maml $maml $read

            # The same format on every system: the same line endings, and no byte order mark.
            $settings = [System.Xml.XmlWriterSettings]@{ Indent = $true; NewLineChars = "`n"; Encoding = [System.Text.UTF8Encoding]::new($false) }
            $writer = [System.Xml.XmlWriter]::Create((Join-Path $Output $file.Name), $settings)
            try { $maml.Save($writer) } finally { $writer.Dispose() }
        }

        foreach ($topic in $topics) {
            $text = (ConvertTo-AboutText ([System.IO.File]::ReadAllLines($topic.FullName))) -join "`n"
            [System.IO.File]::WriteAllText((Join-Path $Output "$($topic.BaseName).help.txt"), $text.TrimEnd() + "`n")
        }
    }
    finally {
        Remove-Item $work -Recurse -Force
    }
}
catch {
    [Console]::Error.WriteLine("The help could not be made: $_")
    exit 1
}
